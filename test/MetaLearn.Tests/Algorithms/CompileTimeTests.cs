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
    private const double MillisecondsAStep = 10;

    [Theory]
    [InlineData(10, false)]
    [InlineData(10, true)]
    [InlineData(80, false)]
    [InlineData(80, true)]
    public void Second_order_compiles_in_ten_milliseconds_a_step(int steps, bool recomputes)
    {
        Compile(steps, recomputes);
        var best = Enumerable.Range(0, 3).Min(_ => Compile(steps, recomputes).Milliseconds);
        Assert.True(best < steps * MillisecondsAStep, $"Took {best:F1} ms.");
    }

    // The ratio of two times is as good as the machine is quiet; instructions and the bytes that compiling allocates follow the work without a clock.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_work_of_compiling_grows_linearly_with_the_steps(bool recomputes)
    {
        var (twenty, forty, eighty) = (Compile(20, recomputes), Compile(40, recomputes), Compile(80, recomputes));
        // Segments of recomputed steps have a length of their own for each number of steps; a beginning more or less is a few instructions.
        Assert.InRange((double)(eighty.Instructions - forty.Instructions) / (forty.Instructions - twenty.Instructions), recomputes ? 1.95 : 2, recomputes ? 2.05 : 2);
        Assert.InRange((double)eighty.Allocated / twenty.Allocated, 3.6, 4.4);
    }

    private static (int Instructions, long Allocated, double Milliseconds) Compile(int steps, bool recomputes)
    {
        var maml = new Maml(new Mlp(1, 40, 40, 1), Loss.MeanSquaredError) { Steps = steps, RecomputesSteps = recomputes };
        var inputs = new EpisodeInputs(new(10, 10, new(1), new(1)));
        GC.Collect();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var loss = maml.MetaLoss(inputs);
        var program = Program.Compile<float>([MeanOverEpisodes(loss), .. Gradient(loss, maml.Parameters).Select(MeanOverEpisodes)]);
        return (program.InstructionCount, GC.GetAllocatedBytesForCurrentThread() - before, clock.Elapsed.TotalMilliseconds);
    }
}
