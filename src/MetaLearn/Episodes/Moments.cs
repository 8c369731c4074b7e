namespace MetaLearn.Episodes;

/// <summary>Mean and standard deviation of columns, in two passes of double.</summary>
internal static class Moments
{
    /// <summary>Over all rows of all parts, each <c>[rows, columns]</c>. The deviation divides by the number of rows; a constant column's is 1.</summary>
    public static (double[] Means, double[] Deviations) Of(IReadOnlyList<ReadOnlyMemory<double>> parts, int columns)
    {
        var rows = parts.Sum(part => (long)part.Length) / columns;
        var (means, deviations) = (new double[columns], new double[columns]);
        var (lowest, highest) = (new double[columns], new double[columns]);
        Array.Fill(lowest, double.PositiveInfinity);
        Array.Fill(highest, double.NegativeInfinity);
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Length; i++)
            {
                var (value, column) = (part.Span[i], i % columns);
                means[column] += value / rows;
                (lowest[column], highest[column]) = (Math.Min(lowest[column], value), Math.Max(highest[column], value));
            }
        }
        foreach (var part in parts)
        {
            for (var i = 0; i < part.Length; i++)
            {
                var distance = part.Span[i] - means[i % columns];
                deviations[i % columns] += distance * distance / rows;
            }
        }
        for (var column = 0; column < columns; column++)
        {
            // Rounding of the mean gives a constant column a tiny deviation; equal ends tell it for certain.
            deviations[column] = lowest[column] == highest[column] ? 1 : Math.Sqrt(deviations[column]);
            if (lowest[column] == highest[column]) means[column] = lowest[column];
        }
        return (means, deviations);
    }
}
