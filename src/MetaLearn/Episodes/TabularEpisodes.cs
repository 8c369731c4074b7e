using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Episodes from a table's groups: an index is a group, and (seed, index) draws K support and Q query rows of it without replacement, so no row is in
/// both. A group with fewer than K + Q rows has its remaining rows repeated in turn in the query set: each counts as often as the others, or once more.
/// The support set does not change with Q.
/// </summary>
public sealed class TabularEpisodes : IEpisodeOrigins
{
    private readonly float[][] x;
    private readonly float[][] y;
    private readonly string[] names;
    private readonly PassOrder positions;
    private readonly int features;
    private readonly int targets;

    /// <summary>Scales the table once; it is not kept.</summary>
    /// <param name="table">At least one group, each with more than <paramref name="shots"/> rows (see <see cref="EpisodeTable.WithAtLeast"/>).</param>
    /// <param name="scaling">Learned on the meta-training groups; null leaves the table's units.</param>
    /// <param name="shots">Support rows K, at least 1.</param>
    /// <param name="queries">Query rows Q, at least 1.</param>
    /// <param name="order">Shuffled for training (the default), the table's order for evaluation.</param>
    /// <exception cref="ArgumentException">There is no group, or the scaling is of a table with other numbers of columns.</exception>
    /// <exception cref="DataException">A group is too short, or a scaled number does not fit in <see cref="float"/>.</exception>
    public TabularEpisodes(EpisodeTable table, Scaling? scaling, int shots, int queries, EpisodeOrder order = EpisodeOrder.Shuffled)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queries);
        Require.Defined(order, nameof(order));
        if (table.Groups.Count == 0) throw new ArgumentException("The table has no groups.", nameof(table));
        (features, targets) = (table.Features.Count, table.Targets.Count);
        scaling ??= Identity(features, targets);
        if (scaling.FeatureMeans.Length != features || scaling.TargetMeans.Length != targets)
        {
            throw new ArgumentException(
                $"The scaling is of {scaling.FeatureMeans.Length} features and {scaling.TargetMeans.Length} targets; the table has {features} and {targets}.", nameof(scaling));
        }
        if (table.Groups.FirstOrDefault(group => group.Rows <= shots) is { } small)
            throw new DataException(table.Source, null, $"Episode '{small.Name}' has {small.Rows} rows; {shots} shots need at least {shots + 1}.");
        positions = new(table.Groups.Count, order);
        names = [.. table.Groups.Select(group => group.Name)];
        (x, y) = (new float[names.Length][], new float[names.Length][]);
        for (var i = 0; i < names.Length; i++)
        {
            var group = table.Groups[i];
            (x[i], y[i]) = (new float[group.X.Length], new float[group.Y.Length]);
            scaling.ApplyFeatures(group.X.Span, x[i]);
            scaling.ApplyTargets(group.Y.Span, y[i]);
            if (!Array.TrueForAll(x[i], float.IsFinite) || !Array.TrueForAll(y[i], float.IsFinite))
                throw new DataException(table.Source, null, $"Episode '{group.Name}' holds a number that is not finite once scaled.");
        }
        Shape = new(shots, queries, new Shape(features), new Shape(targets));
    }

    /// <inheritdoc/>
    public EpisodeShape Shape { get; }

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index) =>
        EpisodeBuffers.Sample(this, seed, index) with { Name = names[positions.Position(seed, index)] };

    /// <inheritdoc/>
    public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        EpisodeBuffers.Check(Shape, index, supportX.Length, supportY.Length, queryX.Length, queryY.Length);
        var group = positions.Position(seed, index);
        var stream = new RandomStream(seed).Split((ulong)index);
        using var draw = new RowDraw(0, y[group].Length / targets);
        Copy(group, draw.Next(stream.Split(1), 0, Shape.SupportRows), supportX, supportY);
        Copy(group, draw.Next(stream.Split(2), Shape.SupportRows, Shape.QueryRows), queryX, queryY);
    }

    /// <inheritdoc/>
    public EpisodeOrigin OriginOf(ulong seed, long index)
    {
        var group = positions.Position(seed, index);
        var stream = new RandomStream(seed).Split((ulong)index);
        var count = y[group].Length / targets;
        using var draw = new RowDraw(0, count);
        var support = Origins(group, draw.Next(stream.Split(1), 0, Shape.SupportRows), Shape.SupportRows);
        var query = Origins(group, draw.Next(stream.Split(2), Shape.SupportRows, Shape.QueryRows), Shape.QueryRows);
        var draws = 1.0;
        for (var drawn = 0; drawn < Math.Min(count, Shape.SupportRows + Shape.QueryRows); drawn++) draws *= count - drawn;
        return new(support, query) { Draws = draws };
    }

    private RowOrigin[] Origins(int group, ReadOnlySpan<int> rows, int count)
    {
        var result = new RowOrigin[count];
        for (var i = 0; i < count; i++) result[i] = new(names[group], rows[i % rows.Length]);
        return result;
    }

    private void Copy(int group, ReadOnlySpan<int> rows, Span<float> toX, Span<float> toY)
    {
        for (var i = 0; i * targets < toY.Length; i++)
        {
            var row = rows[i % rows.Length];
            x[group].AsSpan(row * features, features).CopyTo(toX[(i * features)..]);
            y[group].AsSpan(row * targets, targets).CopyTo(toY[(i * targets)..]);
        }
    }

    private static Scaling Identity(int features, int targets)
    {
        static double[] Same(int count, double value) => [.. Enumerable.Repeat(value, count)];
        return new(Same(features, 0), Same(features, 1), Same(targets, 0), Same(targets, 1));
    }
}
