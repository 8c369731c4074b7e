namespace MetaLearn.Episodes;

/// <summary>The rows of a table that belong to one problem: one store, one user, one device. In the table's own units; the cell of a text column is its text's place in <see cref="EpisodeTable.Texts"/>.</summary>
public sealed class EpisodeGroup
{
    private readonly ReadOnlyMemory<int> numbers;

    /// <summary>A group of rows in memory.</summary>
    /// <param name="name">The value they share in the episode column.</param>
    /// <param name="x">Features, <c>[rows, features]</c>, row-major, finite; not copied.</param>
    /// <param name="y">Targets, <c>[rows, targets]</c>, row-major, finite; not copied.</param>
    /// <param name="rows">How many rows, at least 1.</param>
    /// <exception cref="ArgumentException">The numbers are no whole rows.</exception>
    public EpisodeGroup(string name, ReadOnlyMemory<double> x, ReadOnlyMemory<double> y, int rows)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        if (x.Length % rows != 0 || y.Length % rows != 0 || x.Length == 0 || y.Length == 0)
            throw new ArgumentException($"Group '{name}' has {x.Length} features and {y.Length} targets in all; expected whole rows of each for {rows} rows.", nameof(rows));
        (Name, Store, numbers) = (name, new ArrayRows(x, y, rows), Enumerable.Range(0, rows).ToArray());
    }

    internal EpisodeGroup(string name, TableRows store, ReadOnlyMemory<int> numbers) => (Name, Store, this.numbers) = (name, store, numbers);

    /// <summary>The value that its rows share in the episode column.</summary>
    public string Name { get; }

    /// <summary>How many rows, at least 1.</summary>
    public int Rows => numbers.Length;

    /// <summary>How many of the rows, from the first on, are for support sets alone, all others being for query sets alone; null where any row may be either.</summary>
    public int? SupportRows { get; init; }

    /// <summary>What the group is for, where a column says so; null where none does.</summary>
    public EpisodePart? Part { get; init; }

    /// <summary>Features, <c>[rows, features]</c>, row-major: read and copied each time.</summary>
    public ReadOnlyMemory<double> X => Copied(0, Store.Features);

    /// <summary>Targets, <c>[rows, targets]</c>, row-major: read and copied each time.</summary>
    public ReadOnlyMemory<double> Y => Copied(Store.Features, Store.Targets);

    internal TableRows Store { get; }

    internal ReadOnlySpan<int> Numbers => numbers.Span;

    /// <summary>Writes the features and then the targets of one of the rows.</summary>
    internal void Read(int row, Span<double> cells) => Store.Read(numbers.Span[row], cells);

    private double[] Copied(int first, int count)
    {
        var cells = new double[Store.Features + Store.Targets];
        var copy = new double[Rows * count];
        for (var row = 0; row < Rows; row++)
        {
            Read(row, cells);
            cells.AsSpan(first, count).CopyTo(copy.AsSpan(row * count));
        }
        return copy;
    }
}
