namespace MetaLearn.Episodes;

/// <summary>Mean and standard deviation of columns, in two passes of double.</summary>
internal static class Moments
{
    /// <summary>Over all numbers of one column. The deviation divides by their number; a constant column's is 1.</summary>
    public static (double Mean, double Deviation) Of(ReadOnlyMemory<double> column)
    {
        var (means, deviations) = Of(1, visit =>
        {
            for (var i = 0; i < column.Length; i++) visit(i, column.Span.Slice(i, 1));
        });
        return (means[0], deviations[0]);
    }

    /// <summary>The same of several columns, over all rows.</summary>
    /// <param name="columns">Cells of a row.</param>
    /// <param name="forEachRow">Visits every row, in the same order each of the two times it is called.</param>
    public static (double[] Means, double[] Deviations) Of(int columns, Action<RowVisitor> forEachRow)
    {
        var rows = 0L;
        var (means, deviations) = (new double[columns], new double[columns]);
        var (lowest, highest) = (new double[columns], new double[columns]);
        Array.Fill(lowest, double.PositiveInfinity);
        Array.Fill(highest, double.NegativeInfinity);
        forEachRow((_, cells) =>
        {
            rows++;
            for (var column = 0; column < columns; column++)
            {
                means[column] += cells[column];
                (lowest[column], highest[column]) = (Math.Min(lowest[column], cells[column]), Math.Max(highest[column], cells[column]));
            }
        });
        for (var column = 0; column < columns; column++) means[column] /= rows;
        forEachRow((_, cells) =>
        {
            for (var column = 0; column < columns; column++)
            {
                var distance = cells[column] - means[column];
                deviations[column] += distance * distance / rows;
            }
        });
        for (var column = 0; column < columns; column++)
        {
            // Rounding of the mean gives a constant column a tiny deviation; equal ends tell it for certain.
            deviations[column] = lowest[column] == highest[column] ? 1 : Math.Sqrt(deviations[column]);
            if (lowest[column] == highest[column]) means[column] = lowest[column];
        }
        return (means, deviations);
    }
}
