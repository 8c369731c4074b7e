using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Forecasting episodes, one a series: K support windows from before a present and Q query windows from it on (<see cref="SeriesWindows"/>). The present is
/// drawn from (seed, index), so that one series gives many episodes. Where fewer than Q query windows are left they repeat in turn.
/// x rows are <c>[Lags]</c>, y rows <c>[Horizon]</c>.
/// </summary>
/// <remarks>
/// A series is standardised by the mean and deviation of its own values before the earliest present, which a forecaster has when adapting; nothing later is
/// used. A part that is constant has deviation 1. There is nothing to store with the model: a new series brings its own past.
/// </remarks>
public sealed class SeriesEpisodes : IEpisodeOrigins
{
    private readonly float[][] values;
    private readonly int[] earliest;
    private readonly int[] latest;
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
        earliest = [.. table.Series.Select(series => windows.EarliestPresent(series.Values.Length, shots))];
        latest = [.. table.Series.Select(series => windows.LatestPresent(series.Values.Length, shots))];
        var moments = table.Series.Select((series, i) => Moments.Of(series.Values[..earliest[i]])).ToArray();
        (means, deviations) = ([.. moments.Select(moment => moment.Mean)], [.. moments.Select(moment => moment.Deviation)]);
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
        var present = PresentOf(series, seed, index);
        for (var row = 0; row < Shape.SupportRows; row++) Copy(series, present - (row + 1) * windows.Horizon, row, supportX, supportY);
        var last = values[series].Length - windows.Horizon;
        for (var row = 0; row < Shape.QueryRows; row++) Copy(series, present + row % (last - present + 1), row, queryX, queryY);
    }

    /// <inheritdoc/>
    public EpisodeOrigin OriginOf(ulong seed, long index)
    {
        var series = positions.Position(seed, index);
        var present = PresentOf(series, seed, index);
        var last = values[series].Length - windows.Horizon;
        RowOrigin At(int time) => new(names[series], time, windows.Horizon);
        return new(
            [.. Enumerable.Range(1, Shape.SupportRows).Select(row => At(present - row * windows.Horizon))],
            [.. Enumerable.Range(0, Shape.QueryRows).Select(row => At(present + row % (last - present + 1)))])
        {
            IsInTime = true,
            Draws = latest[series] - earliest[series] + 1,
        };
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
        var present = PresentOf(series, seed, index);
        count = Math.Min(count, (values[series].Length - present) / windows.Horizon);
        var (x, y) = (new float[count * windows.Lags], new float[count * windows.Horizon]);
        for (var i = 0; i < count; i++) Copy(series, present + i * windows.Horizon, i, x, y);
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

    private int PresentOf(int series, ulong seed, long index)
        => earliest[series] + new RandomStream(seed).Split((ulong)index).Below(latest[series] - earliest[series] + 1);

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
