using MetaLearn.Episodes;

namespace MetaLearn.Reproductions;

/// <summary>The forecast that tomorrow will be like today: the last season of the lags, again.</summary>
internal static class SeasonalNaive
{
    /// <summary>Mean squared error on the query windows of each episode.</summary>
    /// <param name="source">Windows of at least as many lags as the horizon; a season is a horizon long.</param>
    /// <param name="episodes">From index 0 on.</param>
    /// <param name="seed">Of the source.</param>
    public static double[] Losses(IEpisodeSource source, int episodes, ulong seed)
    {
        var (lags, horizon) = (source.Shape.XRow.Count, source.Shape.YRow.Count);
        if (lags < horizon) throw new ArgumentException($"The lags are {lags}; a season of {horizon} does not fit in.", nameof(source));
        return [.. Enumerable.Range(0, episodes).Select(index => LossOf(source.Sample(seed, index).Query, lags, horizon))];
    }

    private static double LossOf(Examples query, int lags, int horizon)
    {
        var x = query.X.Span;
        var y = query.Y.Span;
        var sum = 0.0;
        for (var i = 0; i < y.Length; i++)
        {
            var (row, step) = Math.DivRem(i, horizon);
            sum += Math.Pow(y[i] - x[(row + 1) * lags - horizon + step], 2);
        }
        return sum / y.Length;
    }
}
