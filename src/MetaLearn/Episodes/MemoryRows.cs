namespace MetaLearn.Episodes;

/// <summary>The rows of a file, held in memory with the lines they start in. Filled once, then read.</summary>
internal sealed class MemoryRows(int features, int targets) : TableRows(features, targets)
{
    // Chunks, so that growing neither copies nor needs twice the room.
    private const int ChunkRows = 4096;

    private readonly List<double[]> chunks = [];
    private readonly ChunkedInts lines = new();

    public override int Count => lines.Count;

    public override long Bytes => chunks.Count * (long)ChunkRows * (Features + Targets) * sizeof(double) + lines.Bytes;

    public void Add(ReadOnlySpan<double> cells, long line)
    {
        var place = lines.Count % ChunkRows;
        if (place == 0) chunks.Add(new double[ChunkRows * cells.Length]);
        cells.CopyTo(chunks[^1].AsSpan(place * cells.Length));
        lines.Add((int)line);
    }

    public override void Read(int row, Span<double> cells)
    {
        var columns = Features + Targets;
        chunks[row / ChunkRows].AsSpan(row % ChunkRows * columns, columns).CopyTo(cells);
    }

    public override string PlaceOf(int row) => $"line {lines[row]}";
}
