using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Episodes that a program already has. Index i is one of them, every one once in each pass: see <see cref="EpisodeOrder"/>. They are read once, when
/// this is made; the arrays inside are used as they are, not copied.
/// </summary>
public sealed class MemoryEpisodes : IEpisodeSource
{
    private readonly Episode[] episodes;
    private readonly PassOrder positions;

    /// <summary>Takes the episodes and checks that all have one shape and hold only finite numbers.</summary>
    /// <param name="episodes">At least one; the numbers of rows are the first one's.</param>
    /// <param name="xRow">Shape of one example's x, at least one number.</param>
    /// <param name="yRow">Shape of one example's y, at least one number; <c>[]</c> for a class.</param>
    /// <param name="order">Shuffled for training (the default), as given for evaluation.</param>
    /// <exception cref="ArgumentException">
    /// There is no episode; one has another shape than the first, or numbers that are no whole rows; one holds NaN or infinity.
    /// </exception>
    public MemoryEpisodes(IEnumerable<Episode> episodes, Shape xRow, Shape yRow, EpisodeOrder order = EpisodeOrder.Shuffled)
    {
        ArgumentNullException.ThrowIfNull(episodes);
        Require.Defined(order, nameof(order));
        if (xRow.Count == 0 || yRow.Count == 0) throw new ArgumentException($"A row needs at least one number: x rows are {xRow}, y rows {yRow}.", nameof(xRow));
        this.episodes = [.. episodes];
        if (this.episodes.Length == 0) throw new ArgumentException("There is no episode.", nameof(episodes));
        positions = new(this.episodes.Length, order);
        EpisodeShape? first = null;
        for (var i = 0; i < this.episodes.Length; i++)
        {
            var episode = this.episodes[i] ?? throw new ArgumentException($"Episode {i} is null.", nameof(episodes));
            var name = episode.Name.Length > 0 ? $"Episode {i} ('{episode.Name}')" : $"Episode {i}";
            var shape = new EpisodeShape(Rows(episode.Support, xRow, yRow, name, "support"), Rows(episode.Query, xRow, yRow, name, "query"), xRow, yRow);
            first ??= shape;
            if (shape != first)
            {
                throw new ArgumentException(
                    $"{name} has {shape.SupportRows} support and {shape.QueryRows} query rows; the first has {first.SupportRows} and {first.QueryRows}. All must be alike.", nameof(episodes));
            }
        }
        Shape = first!; // There is at least one episode.
    }

    /// <inheritdoc/>
    public EpisodeShape Shape { get; }

    /// <summary>How many different episodes there are.</summary>
    public int Count => episodes.Length;

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index) => episodes[positions.Position(seed, index)];

    private static int Rows(Examples examples, Shape xRow, Shape yRow, string name, string set)
    {
        var (x, y) = (examples.X.Length, examples.Y.Length);
        var rows = x / xRow.Count;
        if (rows == 0 || rows * xRow.Count != x || rows * yRow.Count != y)
        {
            throw new ArgumentException(
                $"{name}: the {set} set has {x} numbers of x and {y} of y, which are not the same number of rows of {xRow} and {yRow}, at least 1.", nameof(examples));
        }
        CheckFinite(examples.X.Span, name, set, "x", xRow.Count);
        CheckFinite(examples.Y.Span, name, set, "y", yRow.Count);
        return rows;
    }

    private static void CheckFinite(ReadOnlySpan<float> values, string name, string set, string what, int width)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                throw new ArgumentException($"{name}: {what} of the {set} set holds {values[i]} in row {i / width}; every number must be finite.", nameof(values));
        }
    }
}
