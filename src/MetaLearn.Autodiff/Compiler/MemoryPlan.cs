namespace MetaLearn.Autodiff.Compiler;

/// <summary>
/// Gives every stored value its place by liveness: a value's memory is free again after its last reader. Sizes are known before anything runs.
/// </summary>
internal sealed class MemoryPlan
{
    /// <summary>Elements to which places are rounded, so that each starts on a cache line.</summary>
    public const int Alignment = 16;

    private readonly Dictionary<Node, Location> places = [];

    /// <summary>Elements of the arena an episode.</summary>
    public long ArenaLength { get; private set; }

    /// <summary>Elements of the shared memory.</summary>
    public long SharedLength { get; private set; }

    /// <summary>Elements of one shard's sums.</summary>
    public long SumsLength { get; private set; }

    public Location this[Node node] => places[node.Storage];

    public bool Contains(Node node) => places.ContainsKey(node.Storage);

    public void Place(Node node, Location location) => places.Add(node, location);

    /// <summary>A place in shared memory that stays for the whole run.</summary>
    public void PlaceShared(Node node)
    {
        places.Add(node, new(Location.Shared, SharedLength));
        SharedLength = checked(SharedLength + Round(node));
    }

    /// <summary>A place among the sums over episodes.</summary>
    public void PlaceSum(Node node)
    {
        places.Add(node, new(Location.Sums, SumsLength));
        SumsLength = checked(SumsLength + Round(node));
    }

    /// <summary>Places everything else the steps store: shared steps' values in shared memory, the others in the arena.</summary>
    /// <param name="shared">Shared steps in order.</param>
    /// <param name="perEpisode">Per-episode steps in order.</param>
    /// <param name="kept">Storage that is read after the run.</param>
    public void PlaceRest(IReadOnlyList<Step> shared, IReadOnlyList<Step> perEpisode, IReadOnlySet<Node> kept)
    {
        var outliving = new HashSet<Node>(kept);
        foreach (var step in perEpisode)
            foreach (var read in Reads(step)) outliving.Add(read);
        SharedLength = Allocate(shared, outliving, Location.Shared, SharedLength);
        ArenaLength = Allocate(perEpisode, kept, Location.Arena, 0);
    }

    private static long Round(Node node) => Math.Max(1, ((long)node.Shape.Count + Alignment - 1) / Alignment) * Alignment;

    private static IEnumerable<Node> Reads(Step step) => step.Members.SelectMany(member => member.Inputs).Select(input => input.Storage);

    private long Allocate(IReadOnlyList<Step> steps, IReadOnlySet<Node> outliving, int memory, long start)
    {
        var lastRead = new Dictionary<Node, int>();
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var read in Reads(steps[i])) lastRead[read] = i;
            foreach (var stored in steps[i].Stored) lastRead.TryAdd(stored, i);
        }
        var dying = new List<Node>[steps.Count];
        foreach (var (node, last) in lastRead)
            if (!outliving.Contains(node)) (dying[last] ??= []).Add(node);

        var free = new FreeList(start);
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var stored in steps[i].Stored)
                if (!places.ContainsKey(stored)) places.Add(stored, new(memory, free.Take(Round(stored))));
            foreach (var node in dying[i] ?? [])
                if (places.TryGetValue(node, out var place) && place.Memory == memory && place.Offset >= start)
                    free.Give(place.Offset, Round(node));
        }
        return free.Length;
    }

    /// <summary>Unused ranges of a memory that grows at its end.</summary>
    private sealed class FreeList(long start)
    {
        private readonly SortedList<long, long> ranges = [];

        public long Length { get; private set; } = start;

        public long Take(long count)
        {
            var best = -1;
            for (var i = 0; i < ranges.Count; i++)
                if (ranges.Values[i] >= count && (best < 0 || ranges.Values[i] < ranges.Values[best])) best = i;
            if (best >= 0)
            {
                var (offset, length) = (ranges.Keys[best], ranges.Values[best]);
                ranges.RemoveAt(best);
                if (length > count) ranges.Add(offset + count, length - count);
                return offset;
            }
            // The last range can be stretched instead of leaving it behind.
            if (ranges.Count > 0 && ranges.Keys[^1] + ranges.Values[^1] == Length)
            {
                var offset = ranges.Keys[^1];
                ranges.RemoveAt(ranges.Count - 1);
                Length = checked(offset + count);
                return offset;
            }
            Length = checked(Length + count);
            return Length - count;
        }

        public void Give(long offset, long count)
        {
            ranges.Add(offset, count);
            var i = ranges.IndexOfKey(offset);
            if (i + 1 < ranges.Count && offset + count == ranges.Keys[i + 1]) Merge(i);
            if (i > 0 && ranges.Keys[i - 1] + ranges.Values[i - 1] == offset) Merge(i - 1);
        }

        private void Merge(int i)
        {
            ranges.SetValueAtIndex(i, ranges.Values[i] + ranges.Values[i + 1]);
            ranges.RemoveAt(i + 1);
        }
    }
}
