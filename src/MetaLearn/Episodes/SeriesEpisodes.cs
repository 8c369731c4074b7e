using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Forecasting episodes, one a series: K support windows from before the series' present and Q query windows from after it, each drawn without
/// replacement from (seed, index). A series with fewer than Q query windows has them repeated in turn. x rows are <c>[Lags]</c>, y rows <c>[Horizon]</c>.
/// </summary>
/// <remarks>
/// A series is standardised by the mean and deviation of its own values before the present, which a forecaster has when adapting; nothing after it is used. A
/// part that is constant has deviation 1. There is nothing to store with the model: a new series brings its own past.
/// </remarks>
public sealed class SeriesEpisodes : IEpisodeSource
{
    private readonly float[][] values;
    private readonly int[] cuts;
    private readonly double[] means;
    private readonly double[] deviations;
    private readonly string[] names;
    private readonly PassOrder positions;
    private readonly SeriesWindows windows;

    /// <summary>Standardises the series once; the table is not kept.</summary>
    /// <param name="table">At least one series, each long enough (see <see cref="SeriesTable.WithAtLeast"/>).</param>
    /// <param name="windows">How they are cut.</param>
    /// <param name="shots">Support windows K, at least 1.</param>
    /// <param name="queries">Query windows Q, at least 1.</param>
    /// <param name="order">Shuffled for training (the default), the table's order for evaluation.</param>
    /// <exception cref="ArgumentException">There is no series.</exception>
    /// <exception cref="DataException">A series is too short, or a standardised value does not fit in <see cref="float"/>.</exception>
    public SeriesEpisodes(SeriesTable table, SeriesWindows windows, int shots, int queries, EpisodeOrder order = EpisodeOrder.Shuffled)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shots);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queries);
        Require.Defined(order, nameof(order));
        if (table.Series.Count == 0) throw new ArgumentException("The table has no series.", nameof(table));
        var needed = windows.ShortestSeries(shots);
        if (table.Series.FirstOrDefault(series => series.Values.Length < needed) is { } small)
        {
            throw new DataException(table.Source, null,
                $"Series '{small.Name}' has {small.Values.Length} values; {shots} shots of {windows.Lags} lags and horizon {windows.Horizon} need at least {needed}.");
        }
        this.windows = windows;
        positions = new(table.Series.Count, order);
        names = [.. table.Series.Select(series => series.Name)];
        cuts = [.. table.Series.Select(series => windows.Cut(series.Values.Length, shots))];
        var moments = table.Series.Select((series, i) => Moments.Of([series.Values[..cuts[i]]], 1)).ToArray();
        (means, deviations) = ([.. moments.Select(moment => moment.Means[0])], [.. moments.Select(moment => moment.Deviations[0])]);
        values = [.. table.Series.Select(Standardised)];
        if (Array.FindIndex(values, series => !Array.TrueForAll(series, float.IsFinite)) is >= 0 and var overflow)
            throw new DataException(table.Source, null, $"Series '{names[overflow]}' holds a value that is not finite once standardised.");
        Shape = new(shots, queries, new Shape(windows.Lags), new Shape(windows.Horizon));
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
        var series = positions.Position(seed, index);
        var stream = new RandomStream(seed).Split((ulong)index);
        var cut = cuts[series];
        Draw(series, stream.Split(1), windows.Lags, cut - windows.Horizon, Shape.SupportRows, supportX, supportY);
        Draw(series, stream.Split(2), cut, values[series].Length - windows.Horizon, Shape.QueryRows, queryX, queryY);
    }

    /// <summary>
    /// The forecast to draw for an episode: the support set of <see cref="Sample"/>, and as query set the first windows after the present, in order of time,
    /// each a horizon after the one before, so that their targets join up.
    /// </summary>
    /// <param name="seed">As for <see cref="Sample"/>.</param>
    /// <param name="index">As for <see cref="Sample"/>.</param>
    /// <param name="count">Windows wanted, at least 1; there are fewer when the series ends before.</param>
    public Episode Forecast(ulong seed, long index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var episode = Sample(seed, index);
        var series = positions.Position(seed, index);
        count = Math.Min(count, (values[series].Length - cuts[series]) / windows.Horizon);
        var (x, y) = (new float[count * windows.Lags], new float[count * windows.Horizon]);
        for (var i = 0; i < count; i++) Copy(series, cuts[series] + i * windows.Horizon, i, x, y);
        return episode with { Query = new(x, y) };
    }

    /// <summary>Mean and deviation that a series was standardised by: <c>value = standardised · deviation + mean</c>.</summary>
    /// <param name="name">Of a series here, as in <see cref="Episode.Name"/>.</param>
    /// <exception cref="ArgumentException">There is no such series.</exception>
    public (double Mean, double Deviation) ScaleOf(string name)
    {
        var series = Array.IndexOf(names, name);
        return series >= 0 ? (means[series], deviations[series]) : throw new ArgumentException($"'{name}' is none of the {names.Length} series.", nameof(name));
    }

    private void Draw(int series, RandomStream random, int first, int last, int count, Span<float> x, Span<float> y)
    {
        using var draw = new RowDraw(first, last - first + 1);
        var times = draw.Next(random, 0, count);
        for (var i = 0; i < count; i++) Copy(series, times[i % times.Length], i, x, y);
    }

    private void Copy(int series, int time, int row, Span<float> x, Span<float> y)
    {
        var (lags, horizon) = (windows.Lags, windows.Horizon);
        values[series].AsSpan(time - lags, lags).CopyTo(x[(row * lags)..]);
        values[series].AsSpan(time, horizon).CopyTo(y[(row * horizon)..]);
    }

    private float[] Standardised(Series series, int position)
    {
        var result = new float[series.Values.Length];
        for (var i = 0; i < result.Length; i++) result[i] = (float)((series.Values.Span[i] - means[position]) / deviations[position]);
        return result;
    }
}
