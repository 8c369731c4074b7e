namespace MetaLearn.Episodes;

/// <summary>
/// Turns single rows of any file into a network's numbers with the encoding of a trained model, and its predictions back: what adapting and predicting need, where there are
/// neither groups nor splits. Remembers the categories that the model does not know.
/// </summary>
internal sealed class CellEncoder(TableEncoding encoding)
{
    private readonly Dictionary<string, List<(string Text, string? Place)>> unseen = [];

    /// <summary>One sentence for each column with categories that the model does not know.</summary>
    public IReadOnlyList<string> Warnings => [.. unseen.Select(column => TableEncoding.Unseen(column.Key, column.Value))];

    /// <summary>Writes the current row's features.</summary>
    /// <param name="rows">At a row.</param>
    /// <param name="columns">Places of the feature columns, in the encoding's order.</param>
    /// <param name="x"><c>[InputWidth]</c>.</param>
    /// <exception cref="DataException">A cell is empty, no number where one is expected, or too large once scaled.</exception>
    public void Features(CsvRows rows, ReadOnlySpan<int> columns, Span<float> x)
    {
        var start = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            if (!encoding.Categories.TryGetValue(encoding.Features[i], out var own))
            {
                x[start] = Scaled(rows, columns[i], encoding.Scaling.FeatureMeans[start], encoding.Scaling.FeatureDeviations[start]);
                start++;
                continue;
            }
            x.Slice(start, own.Length).Clear();
            var text = rows.Text(columns[i]);
            if (own.IndexOf(text) is >= 0 and var place) x[start + place] = 1;
            else Remember(encoding.Features[i], text, rows);
            start += own.Length;
        }
    }

    /// <summary>Writes the current row's targets: numbers, or a class.</summary>
    /// <param name="rows">At a row.</param>
    /// <param name="columns">Places of the target columns, in the encoding's order.</param>
    /// <param name="y">One number a target.</param>
    /// <exception cref="DataException">As for <see cref="Features"/>; or a label is not known, with its line and the known ones.</exception>
    public void Targets(CsvRows rows, ReadOnlySpan<int> columns, Span<float> y)
    {
        for (var i = 0; i < columns.Length; i++)
        {
            if (!encoding.IsClassification)
            {
                y[i] = Scaled(rows, columns[i], encoding.Scaling.TargetMeans[i], encoding.Scaling.TargetDeviations[i]);
                continue;
            }
            var label = rows.Text(columns[i]);
            y[i] = encoding.Labels.IndexOf(label) is >= 0 and var place ? place : throw encoding.UnknownLabel(rows.File, rows.Line, label, null);
        }
    }

    /// <summary>A prediction for people: numbers in the targets' own units, or the likeliest label and its probability.</summary>
    /// <param name="prediction"><c>[OutputWidth]</c>: scaled numbers, or logits.</param>
    /// <returns>Each a <see cref="float"/> or a text.</returns>
    public object[] Decode(ReadOnlySpan<float> prediction)
    {
        if (encoding.IsClassification)
        {
            var best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax(prediction);
            var sum = 0.0;
            foreach (var logit in prediction) sum += Math.Exp(logit - prediction[best]);
            return [encoding.Labels[best], (float)(1 / sum)];
        }
        var values = new double[prediction.Length];
        encoding.Scaling.InvertTargets(prediction, values);
        // A prediction has the digits of a float, whatever unit it is in.
        return [.. values.Select(value => (object)(float)value)];
    }

    private void Remember(string column, string text, CsvRows rows)
    {
        if (!unseen.TryGetValue(column, out var texts)) unseen.Add(column, texts = []);
        if (!texts.Exists(one => one.Text == text)) texts.Add((text, $"line {rows.Line}"));
    }

    private static float Scaled(CsvRows rows, int column, double mean, double deviation)
    {
        var value = rows.Number(column);
        var scaled = (float)((value - mean) / deviation);
        return float.IsFinite(scaled)
            ? scaled
            : throw rows.Error(string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{value} in column '{rows.Header[column]}' is too far from the mean {mean:G6} of the rows the model was trained on."));
    }
}
