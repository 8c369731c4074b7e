using MetaLearn.Autodiff.Compiler;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff.Tests.Cpu;

public sealed class LargeMemoryTests
{
    private const int Side = 1 << 15;
    private const long Square = (long)Side * Side;

    private static readonly Input X = new("x", new(Side, Side));

    // Three products of 2³⁰ numbers that live at the same time.
    private static Program<float> Huge()
    {
        var (first, second) = (MatMul(X, X), MatMul(X, X, transposeA: true));
        return Program.Compile<float>(MeanOverEpisodes(Mean(MatMul(first, second) * first * second)));
    }

    [Fact]
    public void Places_of_values_beyond_what_an_int_counts_do_not_wrap()
    {
        var program = Huge();
        var memory = program.Graph.Memory;
        Assert.InRange(memory.ArenaLength, 3 * Square, 3 * Square + 100);
        var offsets = program.Graph.PerEpisodeSteps.SelectMany(step => step.Stored).Where(node => node.Shape.Count == Square).Select(node => memory[node]).ToList();
        Assert.Equal([0, Square, 2 * Square], offsets.Where(place => place.Memory == Location.Arena).Select(place => place.Offset).Order());
        // The input once an episode, and an arena for each thread.
        var bytes = 4 * (100 * Square + 2 * memory.ArenaLength);
        Assert.InRange(program.PeakBytes(100, threads: 2), bytes, bytes + (1 << 20));
    }

    [Fact]
    public void What_the_machine_does_not_hold_is_refused_before_it_is_allocated()
    {
        var program = Huge();
        var need = program.PeakBytes(1);
        var sizes = new ExecutorSizes<float>(program, episodes: 1, threads: 1, shards: 4);
        sizes.Check(need);
        Assert.Equal($"The values of 1 episode on 1 thread take {need:N0} bytes; there are {need - 1:N0} bytes of memory. Take a smaller meta-batch, fewer threads, fewer examples or a smaller network.",
            Assert.Throws<InsufficientMemoryException>(() => sizes.Check(need - 1)).Message);
        Assert.StartsWith("An input or output with 1,073,741,824 numbers an episode has 1,073,741,824,000 in 1,000 episodes; at most 2,147,483,647 are held in one piece.",
            Assert.Throws<InsufficientMemoryException>(() => program.CreateExecutor(1000)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"One memory of this program needs {4_000_000_000_000:N0} bytes; at most", Assert.Throws<InsufficientMemoryException>(() => new AlignedMemory<float>(1_000_000_000_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Means_of_more_numbers_than_a_span_has_are_refused()
    {
        var weights = Enumerable.Range(0, 3).Select(i => new Parameter($"w{i}", new(Side, Side))).ToArray();
        var row = new Input("row", new(3));
        var program = Program.Compile<float>([.. weights.Select(weight => MeanOverEpisodes(weight * Mean(row)))]);
        Assert.StartsWith($"The means over the episodes have {3 * Square:N0} numbers;", Assert.Throws<InsufficientMemoryException>(() => program.CreateExecutor(1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_more_numbers_than_the_kernels_count_is_refused()
    {
        Assert.StartsWith("A value of shape [2147483647] has 2,147,483,647 numbers; at most", Assert.Throws<InsufficientMemoryException>(() => Program.Compile<float>(Mean(Tanh(new Input("x", new(int.MaxValue)))))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_memory_above_2_GB_is_zero_and_its_ends_are_apart()
    {
        // Pages that are not written take no room.
        const long length = 300_000_000;
        var memory = new AlignedMemory<double>(length);
        Assert.Equal(2_400_000_000, memory.Bytes);
        Assert.Equal([0.0, 0.0], memory.Span(length - 2, 2).ToArray());
        memory.Span(length - 1, 1)[0] = 3;
        memory.Span(0, 1)[0] = 4;
        unsafe
        {
            Assert.Equal((0, 4.0, 3.0), ((nint)memory.Pointer % 64, memory.Pointer[0], memory.Pointer[length - 1]));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Span(length - 1, 2).Length);
    }
}
