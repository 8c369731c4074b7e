using System.Buffers;
using System.Runtime.CompilerServices;
using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Episodes from a table's groups: an index is a group, and (seed, index) draws K support and Q query rows of it without replacement, so no row is in
/// both. A group with too few rows for Q has its remaining rows repeated in turn in the query set: each counts as often as the others, or once more.
/// The support set does not change with Q. Where a group's support rows are apart (<see cref="EpisodeGroup.SupportRows"/>), K are drawn from them and Q from the others.
/// </summary>
/// <remarks>An example's y is one number a target, or its class where the target is of labels: the row's shape is then <c>[]</c>.</remarks>
public sealed class TabularEpisodes : IEpisodeOrigins
{
    private readonly EpisodeTable table;
    private readonly RowEncoder encoder;
    private readonly PassOrder positions;

    /// <summary>Prepares episodes of a table of numbers.</summary>
    /// <param name="table">At least one group, each with more than <paramref name="shots"/> rows (see <see cref="EpisodeTable.WithAtLeast"/>).</param>
    /// <param name="scaling">Learned on the meta-training groups; null leaves the table's units.</param>
    /// <param name="shots">Support rows K, at least 1.</param>
    /// <param name="queries">Query rows Q, at least 1.</param>
    /// <param name="order">Shuffled for training (the default), the table's order for evaluation.</param>
    /// <exception cref="ArgumentException">There is no group, the scaling is of a table with other numbers of columns, or the table has text.</exception>
    /// <exception cref="DataException">A group is too short, or a scaled number does not fit in <see cref="float"/>.</exception>
    [OverloadResolutionPriority(1)] // So that null means no scaling.
    public TabularEpisodes(EpisodeTable table, Scaling? scaling, int shots, int queries, EpisodeOrder order = EpisodeOrder.Shuffled)
        : this(Checked(table), new TableEncoding(table.Features, table.Targets, scaling ?? Identity(table.Features.Count, table.Targets.Count)), shots, queries, order)
    {
    }

    /// <summary>Prepares episodes of any table; its rows are encoded when they are drawn.</summary>
    /// <param name="table">At least one group, each with more than <paramref name="shots"/> rows (see <see cref="EpisodeTable.WithAtLeast"/>).</param>
    /// <param name="encoding">Learned on the meta-training groups.</param>
    /// <param name="shots">Support rows K, at least 1.</param>
    /// <param name="queries">Query rows Q, at least 1.</param>
    /// <param name="order">Shuffled for training (the default), the table's order for evaluation.</param>
    /// <exception cref="ArgumentException">There is no group, or the encoding is of other columns.</exception>
    /// <exception cref="DataException">A group is too short, a scaled number does not fit in <see cref="float"/>, or a label is unknown.</exception>
    public TabularEpisodes(EpisodeTable table, TableEncoding encoding, int shots, int queries, EpisodeOrder order = EpisodeOrder.Shuffled)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queries);
        Require.Defined(order, nameof(order));
        this.table = Checked(table);
        if (table.Groups.FirstOrDefault(group => !EpisodeTable.IsLongEnough(group, shots)) is { } small)
        {
            throw new DataException(table.Source, null, small.SupportRows is { } support
                ? $"Episode '{small.Name}' has {support} support and {small.Rows - support} query rows; {shots} shots need at least {shots} and 1."
                : $"Episode '{small.Name}' has {small.Rows} rows; {shots} shots need at least {shots + 1}.");
        }
        if (encoding.IsClassification) encoding.Check(table);
        encoder = new(encoding, table);
        positions = new(table.Groups.Count, order);
        Shape = new(shots, queries, new Shape(encoding.InputWidth), encoding.IsClassification ? Autodiff.Shape.Scalar : new Shape(table.Targets.Count));
        // Rows in a file are checked when they are read.
        if (table.IsInMemory) CheckFinite();
    }

    /// <inheritdoc/>
    public EpisodeShape Shape { get; }

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index) =>
        EpisodeBuffers.Sample(this, seed, index) with { Name = table.Groups[positions.Position(seed, index)].Name };

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        EpisodeBuffers.Check(Shape, index, supportX.Length, supportY.Length, queryX.Length, queryY.Length);
        var group = table.Groups[positions.Position(seed, index)];
        var stream = new RandomStream(seed).Split((ulong)index);
        using var draw = new RowDraw(0, group.SupportRows ?? group.Rows);
        Encode(group, draw.Next(stream.Split(1), 0, Shape.SupportRows), supportX, supportY);
        if (group.SupportRows is { } support)
        {
            using var others = new RowDraw(support, group.Rows - support);
            Encode(group, others.Next(stream.Split(2), 0, Shape.QueryRows), queryX, queryY);
        }
        else
        {
            Encode(group, draw.Next(stream.Split(2), Shape.SupportRows, Shape.QueryRows), queryX, queryY);
        }
    }

    /// <inheritdoc/>
    public EpisodeOrigin OriginOf(ulong seed, long index)
    {
        var group = table.Groups[positions.Position(seed, index)];
        var stream = new RandomStream(seed).Split((ulong)index);
        var supportRows = group.SupportRows ?? group.Rows;
        using var draw = new RowDraw(0, supportRows);
        var support = Origins(group, draw.Next(stream.Split(1), 0, Shape.SupportRows), Shape.SupportRows);
        if (group.SupportRows is { } apart)
        {
            using var others = new RowDraw(apart, group.Rows - apart);
            var other = Origins(group, others.Next(stream.Split(2), 0, Shape.QueryRows), Shape.QueryRows);
            return new(support, other) { Draws = Draws(apart, Shape.SupportRows) * Draws(group.Rows - apart, Shape.QueryRows) };
        }
        var query = Origins(group, draw.Next(stream.Split(2), Shape.SupportRows, Shape.QueryRows), Shape.QueryRows);
        return new(support, query) { Draws = Draws(supportRows, Shape.SupportRows + Shape.QueryRows) };
    }

    // Ways to draw so many rows of so many, in order.
    private static double Draws(int rows, int drawn) => Enumerable.Range(0, Math.Min(rows, drawn)).Aggregate(1.0, (ways, taken) => ways * (rows - taken));

    private static RowOrigin[] Origins(EpisodeGroup group, ReadOnlySpan<int> rows, int count)
    {
        var result = new RowOrigin[count];
        for (var i = 0; i < count; i++) result[i] = new(group.Name, rows[i % rows.Length]);
        return result;
    }

    private void Encode(EpisodeGroup group, ReadOnlySpan<int> rows, Span<float> toX, Span<float> toY)
    {
        var (features, targets) = (Shape.XRow.Count, Shape.YRow.Count);
        var columns = table.Features.Count + table.Targets.Count;
        var rented = ArrayPool<double>.Shared.Rent(columns);
        var cells = rented.AsSpan(0, columns);
        for (var i = 0; i * targets < toY.Length; i++)
        {
            group.Read(rows[i % rows.Length], cells);
            if (!encoder.Encode(cells, toX.Slice(i * features, features), toY.Slice(i * targets, targets))) throw NotFinite(group);
        }
        ArrayPool<double>.Shared.Return(rented);
    }

    private void CheckFinite()
    {
        var (x, y, cells) = (new float[Shape.XRow.Count], new float[Shape.YRow.Count], new double[table.Features.Count + table.Targets.Count]);
        foreach (var group in table.Groups)
            for (var row = 0; row < group.Rows; row++)
            {
                group.Read(row, cells);
                if (!encoder.Encode(cells, x, y)) throw NotFinite(group);
            }
    }

    private DataException NotFinite(EpisodeGroup group) => new(table.Source, null, $"Episode '{group.Name}' holds a number that is not finite once scaled.");

    private static EpisodeTable Checked(EpisodeTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Groups.Count > 0 ? table : throw new ArgumentException("The table has no groups.", nameof(table));
    }

    private static Scaling Identity(int features, int targets)
    {
        static double[] Same(int count, double value) => [.. Enumerable.Repeat(value, count)];
        return new(Same(features, 0), Same(features, 1), Same(targets, 0), Same(targets, 1));
    }
}
