using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>
/// The past of one series: a row with its name and values as in wide form, or one value a row. Support windows are the latest, as in training; the forecast
/// begins after the last value given. The series is standardised by the past it was adapted to.
/// </summary>
internal sealed class SeriesModelRows(ExperimentSpec spec) : ModelRows
{
    private const string MeanNote = "mean", DeviationNote = "deviation";

    public override SupportFile ReadSupport(string name, Stream? content = null)
    {
        var past = ReadPast(name, content);
        var (lags, horizon) = (spec.Lags, spec.Horizon);
        if (past.Length < lags + horizon)
            throw new DataException(name, null, $"The series has {past.Length} values; adapting needs at least {lags + horizon} ({lags} lags and a horizon of {horizon}).");
        var (mean, deviation) = Moments.Of(past);
        var values = Standardised(name, past, mean, deviation);
        var rows = Math.Min(spec.Shots, (past.Length - lags) / horizon);
        var (x, y) = (new float[rows * lags], new float[rows * horizon]);
        for (var row = 0; row < rows; row++)
        {
            var time = past.Length - (row + 1) * horizon;
            values.AsSpan(time - lags, lags).CopyTo(x.AsSpan(row * lags));
            values.AsSpan(time, horizon).CopyTo(y.AsSpan(row * horizon));
        }
        return new(new(x, y), rows)
        {
            Notes = new Dictionary<string, string>
            {
                [MeanNote] = mean.ToString("R", CultureInfo.InvariantCulture),
                [DeviationNote] = deviation.ToString("R", CultureInfo.InvariantCulture),
            },
        };
    }

    public override PredictionTable Predict(AdaptedModel adapted, IReadOnlyDictionary<string, string> notes, string name, Stream? content = null)
    {
        var (mean, deviation) = (Note(notes, MeanNote), Note(notes, DeviationNote));
        var past = ReadPast(name, content);
        if (past.Length < spec.Lags) throw new DataException(name, null, $"The series has {past.Length} values; the model predicts from the last {spec.Lags}.");
        var forecast = adapted.Predict(Standardised(name, past[^spec.Lags..], mean, deviation));
        if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(forecast))
            throw new DataException(name, null, "The forecast is not finite; the series lies too far from its past, or adapting diverged.");
        return new(["step"], [$"predicted_{spec.Value ?? "value"}"],
            [.. forecast.Select((value, i) => (
                (IReadOnlyList<string>)[(i + 1).ToString(CultureInfo.InvariantCulture)], (IReadOnlyList<object>)[(float)(value * deviation + mean)]))]);
    }

    private double[] ReadPast(string name, Stream? content)
    {
        using var rows = Open(name, content);
        var values = new List<double>();
        if (spec.Value is not null || rows.Header.Count == 1)
        {
            if (spec.Value is null && double.TryParse(rows.Header[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _))
                throw new DataException(name, 1, $"The first line is the number {rows.Header[0]}; it must name the column.");
            var column = spec.Value is { } value ? rows.Column(value) : 0;
            var episode = spec.Episode is null ? -1 : rows.Header.IndexOf(spec.Episode);
            for (var series = ""; rows.Read(); values.Add(rows.Number(column)))
            {
                if (episode < 0) continue;
                if (values.Count > 0 && rows.Cell(episode) != series)
                    throw rows.Error($"The row is of '{rows.Cell(episode)}' in column '{spec.Episode}', those before are of '{series}'; expected one series.");
                series = rows.Cell(episode);
            }
        }
        else if (rows.Read())
        {
            var end = rows.Header.Count;
            while (end > 1 && rows.IsEmpty(end - 1)) end--;
            for (var column = 1; column < end; column++) values.Add(rows.Number(column));
            if (rows.Read())
                throw rows.Error($"There is a second row of {rows.Header.Count} columns; expected one series: a single row with a name and its values, or a single column with one value a row.");
        }
        return values.Count > 0 ? [.. values] : throw new DataException(name, null, "The file has a header but no values.");
    }

    private static float[] Standardised(string name, double[] values, double mean, double deviation)
    {
        var result = Array.ConvertAll(values, value => (float)((value - mean) / deviation));
        return Array.TrueForAll(result, float.IsFinite) ? result : throw new DataException(name, null, "The series holds a value that is not finite once standardised.");
    }

    private static double Note(IReadOnlyDictionary<string, string> notes, string name)
        => notes.TryGetValue(name, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? value
            : throw new ArgumentException($"The adapted model does not note the {name} of its series; adapt it with metalearn adapt.");
}
