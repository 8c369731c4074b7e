namespace MetaLearn.Episodes;

/// <summary>Turns the cells of one table's rows into a network's numbers: an encoding with the table's own codes of texts.</summary>
internal sealed class RowEncoder
{
    private readonly TableEncoding encoding;
    // Of each feature its first number in x and, where it is of text, the place among its categories of each of the table's codes: −1 for none.
    private readonly (int Start, int Width, int[]? Places)[] features;
    private readonly int[]? labels;

    /// <exception cref="ArgumentException">The encoding is of other columns, or of text where the table has numbers.</exception>
    public RowEncoder(TableEncoding encoding, EpisodeTable table)
    {
        this.encoding = encoding;
        if (!encoding.Features.SequenceEqual(table.Features) || !encoding.Targets.SequenceEqual(table.Targets))
        {
            throw new ArgumentException(
                $"The encoding is of {string.Join(", ", encoding.Features)} and {string.Join(", ", encoding.Targets)}; the table has {string.Join(", ", table.Features)} and {string.Join(", ", table.Targets)}.", nameof(encoding));
        }
        features = new (int, int, int[]?)[table.Features.Count];
        var start = 0;
        for (var i = 0; i < features.Length; i++)
        {
            var places = Places(table, table.Features[i], encoding.Categories.TryGetValue(table.Features[i], out var own) ? own : []);
            features[i] = (start, places is null ? 1 : own.Length, places);
            start += features[i].Width;
        }
        labels = Places(table, table.Targets[0], encoding.Labels);
    }

    /// <summary>Writes one row's numbers.</summary>
    /// <param name="cells">Features, then targets.</param>
    /// <param name="x"><c>[InputWidth]</c>.</param>
    /// <param name="y">One number a target, or the class.</param>
    /// <returns>Whether all are finite.</returns>
    public bool Encode(ReadOnlySpan<double> cells, Span<float> x, Span<float> y)
    {
        var scaling = encoding.Scaling;
        var isFinite = true;
        for (var i = 0; i < features.Length; i++)
        {
            var (start, width, places) = features[i];
            if (places is null)
            {
                x[start] = (float)((cells[i] - scaling.FeatureMeans[start]) / scaling.FeatureDeviations[start]);
                isFinite &= float.IsFinite(x[start]);
                continue;
            }
            x.Slice(start, width).Clear();
            if (places[(int)cells[i]] is >= 0 and var place) x[start + place] = 1;
        }
        for (var i = 0; i < y.Length; i++)
        {
            var cell = cells[features.Length + i];
            y[i] = labels is null ? (float)((cell - scaling.TargetMeans[i]) / scaling.TargetDeviations[i]) : labels[(int)cell];
            isFinite &= float.IsFinite(y[i]);
        }
        return isFinite;
    }

    private static int[]? Places(EpisodeTable table, string column, IReadOnlyList<string> known)
    {
        var isText = table.Texts.TryGetValue(column, out var texts);
        if (isText != known.Count > 0)
            throw new ArgumentException($"Column '{column}' is of {(isText ? "text" : "numbers")}; the encoding takes {(isText ? "numbers" : "text")}.", nameof(column));
        if (!isText) return null;
        var places = known.Select((text, place) => (text, place)).ToDictionary(pair => pair.text, pair => pair.place, StringComparer.Ordinal);
        return [.. texts!.Select(text => places.GetValueOrDefault(text, -1))]; // Not null where it is of text.
    }
}
