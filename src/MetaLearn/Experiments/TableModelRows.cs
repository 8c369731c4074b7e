using MetaLearn.Algorithms;
using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>Rows of a table, and points of a function: one example a row.</summary>
internal sealed class TableModelRows(TableCodec codec, string? episode) : ModelRows
{
    private const int Listed = 3;

    public override SupportFile ReadSupport(string name, Stream? content = null)
    {
        using var rows = Open(name, content);
        int[] features = [.. codec.Features.Select(rows.Column)], targets = [.. codec.Targets.Select(rows.Column)];
        var episodeColumn = episode is null ? -1 : rows.Header.IndexOf(episode);
        List<float> x = [], y = [];
        List<long> lines = [];
        var cells = codec.Reader();
        var (ofEpisode, rowX, rowY) = ("", new float[codec.XWidth], new float[codec.YWidth]);
        while (rows.Read())
        {
            cells.Features(rows, features, rowX);
            cells.Targets(rows, targets, rowY);
            if (episodeColumn >= 0 && lines.Count == 0) ofEpisode = rows.Cell(episodeColumn);
            else if (episodeColumn >= 0 && rows.Cell(episodeColumn) != ofEpisode)
                throw rows.Error($"The row is of '{rows.Cell(episodeColumn)}' in column '{episode}', those before are of '{ofEpisode}'; a support set is of one episode.");
            x.AddRange(rowX);
            y.AddRange(rowY);
            lines.Add(rows.Line);
        }
        if (lines.Count == 0) throw new DataException(name, null, "The file has a header but no rows; adapting needs at least 1.");
        var unused = rows.Header.Where((column, i) => !features.Contains(i) && !targets.Contains(i) && i != episodeColumn).Select(column => $"'{column}'").ToList();
        List<string> warnings = [];
        if (unused.Count > 0) warnings.Add($"{name}: the model does not use {(unused.Count == 1 ? "column" : "columns")} {string.Join(", ", unused)}.");
        warnings.AddRange(cells.Warnings.Select(warning => $"{name}: {warning}"));
        if (Contradictions(name, [.. x], [.. y], lines) is { } contradiction) warnings.Add(contradiction);
        return new(new(x.ToArray(), y.ToArray()), lines.Count) { Warnings = warnings };
    }

    public override PredictionTable Predict(AdaptedModel adapted, IReadOnlyDictionary<string, string> notes, string name, Stream? content = null)
    {
        using var rows = Open(name, content);
        int[] features = [.. codec.Features.Select(rows.Column)];
        if (rows.Header.FirstOrDefault(codec.Predicted.Contains) is { } taken)
            throw new DataException(name, 1, $"There is a column '{taken}' already, where the prediction would go; rename it.");
        List<float> x = [];
        List<(string[] Cells, long Line)> given = [];
        var (cells, rowX) = (codec.Reader(), new float[codec.XWidth]);
        while (rows.Read())
        {
            cells.Features(rows, features, rowX);
            x.AddRange(rowX);
            given.Add(([.. Enumerable.Range(0, rows.Header.Count).Select(rows.Cell)], rows.Line));
        }
        if (given.Count == 0) throw new DataException(name, null, "The file has a header but no rows; there is nothing to predict.");
        var predictions = adapted.Predict(x.ToArray());
        var width = predictions.Length / given.Count;
        var table = new List<(IReadOnlyList<string>, IReadOnlyList<object>)>(given.Count);
        for (var i = 0; i < given.Count; i++)
        {
            var prediction = predictions.AsSpan(i * width, width);
            if (!System.Numerics.Tensors.TensorPrimitives.IsFiniteAll<float>(prediction))
                throw new DataException(name, given[i].Line, "The prediction of this row is not finite; it lies too far from what the model was trained on, or adapting diverged.");
            table.Add((given[i].Cells, cells.Decode(prediction)));
        }
        return new(rows.Header, codec.Predicted, table) { Warnings = [.. cells.Warnings.Select(warning => $"{name}: {warning}")] };
    }

    // Rows are compared as the model sees them; support sets are small.
    private string? Contradictions(string name, float[] x, float[] y, List<long> lines)
    {
        var (width, height) = (codec.XWidth, codec.YWidth);
        var first = new Dictionary<string, int>();
        var found = new List<string>();
        var count = 0;
        for (var row = 0; row < lines.Count; row++)
        {
            var key = Convert.ToHexString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(x.AsSpan(row * width, width)));
            if (first.TryAdd(key, row) || !codec.Contradict(y.AsSpan(row * height, height), y.AsSpan(first[key] * height, height))) continue;
            if (count++ < Listed) found.Add($"{lines[first[key]]} and {lines[row]}");
        }
        return count == 0 ? null
            : $"{name}: rows contradict each other, with equal features and targets far apart: lines {string.Join(", ", found)}{(count > Listed ? $" and {count - Listed} more" : "")}; the model adapts to all of them, so to none in full.";
    }
}
