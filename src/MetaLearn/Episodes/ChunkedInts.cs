namespace MetaLearn.Episodes;

/// <summary>A list of numbers that grows without copying, so that its peak is what it holds.</summary>
internal sealed class ChunkedInts
{
    private const int ChunkBits = 12;
    private readonly List<int[]> chunks = [];

    public int Count { get; private set; }

    public long Bytes => chunks.Count * (sizeof(int) * (1L << ChunkBits));

    public int this[int index] => chunks[index >> ChunkBits][index & ((1 << ChunkBits) - 1)];

    public void Add(int value)
    {
        var place = Count & ((1 << ChunkBits) - 1);
        if (place == 0) chunks.Add(new int[1 << ChunkBits]);
        chunks[^1][place] = value;
        Count = checked(Count + 1);
    }
}
