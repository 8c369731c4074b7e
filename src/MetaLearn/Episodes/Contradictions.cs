namespace MetaLearn.Episodes;

/// <summary>Finds rows of one group that say different things of the same x: a mistake in the data, or more noise than a support set can average out.</summary>
internal static class Contradictions
{
    // Of the target over the meta-training rows: equal x are that far apart by noise alone only in a problem of little else.
    private const double FarApart = 3;

    /// <summary>One sentence with the number of such rows and the first two; null when there are none, or when rows are not held in memory.</summary>
    public static string? Find(EpisodeTable table, TableEncoding encoding)
    {
        if (!table.IsInMemory) return null;
        var (count, first) = (0, "");
        var (cells, other) = (new double[table.Features.Count + table.Targets.Count], new double[table.Features.Count + table.Targets.Count]);
        var seen = new Dictionary<long, int>();
        foreach (var group in table.Groups)
        {
            seen.Clear();
            for (var row = 0; row < group.Rows; row++)
            {
                group.Read(row, cells);
                var features = cells.AsSpan(0, table.Features.Count);
                if (seen.TryAdd(HashOf(features), row)) continue;
                group.Read(seen[HashOf(features)], other);
                if (!features.SequenceEqual(other.AsSpan(0, features.Length)) || !AreFarApart(cells.AsSpan(features.Length), other.AsSpan(features.Length), encoding)) continue;
                if (count++ == 0) first = Places(group, seen[HashOf(features)], row);
            }
        }
        return count == 0 ? null
            : $"{table.Source}: {count} {(count == 1 ? "row contradicts an earlier row of its group: its features are equal and its" : "rows contradict an earlier row of their group: the features are equal and the")} "
                + $"{(encoding.IsClassification ? "label is another" : $"target is more than {FarApart:0} deviations away")}; {(count == 1 ? "it is" : "the first is")} {first}.";
    }

    private static string Places(EpisodeGroup group, int earlier, int later)
        => group.Store.PlaceOf(group.Numbers[later]) is { } place
            ? $"{place}, against {group.Store.PlaceOf(group.Numbers[earlier])}, of '{group.Name}'"
            : $"row {later} of '{group.Name}', against row {earlier}";

    private static bool AreFarApart(ReadOnlySpan<double> y, ReadOnlySpan<double> other, TableEncoding encoding)
    {
        for (var i = 0; i < y.Length; i++)
            if (encoding.IsClassification ? y[i] != other[i] : Math.Abs(y[i] - other[i]) > FarApart * encoding.Scaling.TargetDeviations[i]) return true;
        return false;
    }

    // FNV-1a over the bits; equal hashes are compared cell by cell.
    private static long HashOf(ReadOnlySpan<double> cells)
    {
        var hash = 14695981039346656037UL;
        foreach (var cell in cells) hash = (hash ^ BitConverter.DoubleToUInt64Bits(cell)) * 1099511628211UL;
        return (long)hash;
    }
}
