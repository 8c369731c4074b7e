using System.Diagnostics;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

[Collection(nameof(Alone))]
public sealed class CompileTimeTests
{
    [Fact]
    public void Ten_steps_of_second_order_compile_in_a_tenth_of_a_second()
    {
        Compile(10, recomputes: false);
        var best = Enumerable.Range(0, 3).Min(_ => Compile(10, recomputes: false).Milliseconds);
        Assert.True(best < 100, $"Took {best:F1} ms.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Instructions_memory_and_time_to_compile_grow_linearly_with_the_steps(bool recomputes)
    {
        foreach (var steps in (int[])[20, 80]) Compile(steps, recomputes);
        var (twenty, forty, eighty) = (Best(20), Best(40), Best(80));
        Assert.Equal(2 * (forty.Instructions - twenty.Instructions), eighty.Instructions - forty.Instructions);
        // Bytes allocated follow the work done, without a clock's noise.
        Assert.InRange((double)eighty.Allocated / twenty.Allocated, 1, 4.4);
        Assert.InRange(eighty.Milliseconds / twenty.Milliseconds, 0, 4 * 2.5);
        (int Instructions, long Allocated, double Milliseconds) Best(int steps) => Enumerable.Range(0, 5).Select(_ => Compile(steps, recomputes)).MinBy(x => x.Milliseconds);
    }

    private static (int Instructions, long Allocated, double Milliseconds) Compile(int steps, bool recomputes)
    {
        var maml = new Maml(new Mlp(1, 40, 40, 1), Loss.MeanSquaredError) { Steps = steps, RecomputesSteps = recomputes };
        var inputs = new EpisodeInputs(new(10, 10, new(1), new(1)));
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var pause = GC.GetTotalPauseDuration();
        var clock = Stopwatch.StartNew();
        var loss = maml.MetaLoss(inputs);
        var program = Program.Compile<float>([MeanOverEpisodes(loss), .. Gradient(loss, maml.Parameters).Select(MeanOverEpisodes)]);
        // A collection costs what the heap of the whole test host costs; it is not the compiler's time.
        var time = clock.Elapsed - (GC.GetTotalPauseDuration() - pause);
        return (program.InstructionCount, GC.GetAllocatedBytesForCurrentThread() - before, time.TotalMilliseconds);
    }
}
