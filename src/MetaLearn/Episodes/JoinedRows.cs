namespace MetaLearn.Episodes;

/// <summary>The rows of two files, one after the other: those of support sets, then those of query sets.</summary>
internal sealed class JoinedRows(TableRows first, TableRows second, string secondPath) : TableRows(first.Features, first.Targets)
{
    public override int Count => checked(first.Count + second.Count);

    public override bool IsInMemory => first.IsInMemory && second.IsInMemory;

    public override long Bytes => first.Bytes + second.Bytes;

    public override void Read(int row, Span<double> cells)
    {
        if (row < first.Count) first.Read(row, cells);
        else second.Read(row - first.Count, cells);
    }

    public override string? PlaceOf(int row)
        => row < first.Count ? first.PlaceOf(row) : second.PlaceOf(row - first.Count) is { } place ? $"{place} of {secondPath}" : null;

    public override void Scan(System.Collections.BitArray wanted, RowVisitor visit)
    {
        first.Scan(Part(wanted, 0, first.Count), visit);
        second.Scan(Part(wanted, first.Count, second.Count), (row, cells) => visit(first.Count + row, cells));
    }

    private static System.Collections.BitArray Part(System.Collections.BitArray wanted, int start, int count)
    {
        var part = new System.Collections.BitArray(count);
        for (var i = 0; i < count; i++) part[i] = wanted[start + i];
        return part;
    }
}
