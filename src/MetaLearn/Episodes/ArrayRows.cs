namespace MetaLearn.Episodes;

/// <summary>Rows that a program gave as two arrays.</summary>
internal sealed class ArrayRows(ReadOnlyMemory<double> x, ReadOnlyMemory<double> y, int rows) : TableRows(x.Length / rows, y.Length / rows)
{
    public override int Count => rows;

    public override long Bytes => sizeof(double) * ((long)x.Length + y.Length);

    public override void Read(int row, Span<double> cells)
    {
        x.Span.Slice(row * Features, Features).CopyTo(cells);
        y.Span.Slice(row * Targets, Targets).CopyTo(cells[Features..]);
    }
}
