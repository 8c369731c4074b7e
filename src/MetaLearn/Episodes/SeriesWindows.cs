namespace MetaLearn.Episodes;

/// <summary>
/// How a series is cut into examples. The window at time t has <c>x = values[t − Lags … t − 1]</c> and <c>y = values[t … t + Horizon − 1]</c>. An episode has a
/// <em>present</em> c. Support windows are the K latest whose targets join up and end before c: those at <c>c − Horizon, c − 2 · Horizon, …</c>. Query windows are
/// those at <c>c, c + 1, …</c> (their x may reach back before c, as what is known by then). So the sets share no target, and the query is a forecast: see <see cref="SeriesEpisodes"/>.
/// </summary>
public sealed record SeriesWindows
{
    /// <summary>Values before t that predict it: at least 1; 24 by default, a day of hours.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Lags { get; init => field = Require.Positive(value, nameof(Lags)); } = 24;

    /// <summary>Values predicted at once, from t on: at least 1; 1 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Horizon { get; init => field = Require.Positive(value, nameof(Horizon)); } = 1;

    /// <summary>
    /// The earliest present, as a fraction of the series' length, in (0, 1); 0.5 by default. It is moved as little as is needed to leave K support windows
    /// before it and a query window after it. What lies before it also gives the mean and deviation.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double Present
    {
        get;
        init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Present), value, "Must be above 0 and below 1.");
    } = 0.5;

    /// <summary>Values that a series needs for K support windows and one query window: <c>Lags + (K + 1) · Horizon</c>.</summary>
    internal int ShortestSeries(int shots) => checked(Lags + (shots + 1) * Horizon);

    /// <summary>The earliest present of a series with this many values, at least <see cref="ShortestSeries"/>.</summary>
    internal int EarliestPresent(int length, int shots) => Math.Clamp((int)Math.Round(length * Present), Lags + shots * Horizon, length - Horizon);

    /// <summary>The latest present: it leaves more query windows than there are lags, where the series is long enough.</summary>
    internal int LatestPresent(int length, int shots) => Math.Max(EarliestPresent(length, shots), length - Horizon - Lags);
}
