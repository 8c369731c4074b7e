using MetaLearn.Episodes;
using MetaLearn.Training;

namespace MetaLearn.Tests.Training;

[Collection(nameof(Alone))]
public sealed class OuterLoopTests
{
    private const int SmallestObject = 24;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_step_allocates_nothing(int threads)
    {
        var options = SmallTraining.Options with { Threads = threads };
        using var loop = new OuterLoop(SmallTraining.Learner(), SmallTraining.Episodes.Shape, options);
        loop.Load([.. SmallTraining.Learner().InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        var batch = new EpisodeBatch(SmallTraining.Episodes.Shape, options.MetaBatch);
        batch.Fill(SmallTraining.Episodes, seed: 0, firstIndex: 0);
        for (var i = 0; i < 20; i++) loop.Step(batch, i);

        var own = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 20; i < 120; i++) loop.Step(batch, i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);

        // The test host's other threads may allocate now and then; a step that allocates does so every time, at least the smallest object.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < 100; i++) loop.Step(batch, i);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.InRange(least, 0, 100 * SmallestObject - 1);
    }

    [Fact]
    public void The_bytes_told_beforehand_are_those_held()
    {
        using var loop = new OuterLoop(SmallTraining.Learner(), SmallTraining.Episodes.Shape, SmallTraining.Options);
        using var trainer = new Trainer(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options);
        Assert.Equal(loop.PeakBytes, trainer.PeakBytes);
        var program = loop.GradientExecutor.Program;
        Assert.Equal(program.PeakBytes(SmallTraining.Options.MetaBatch, SmallTraining.Options.Threads, SmallTraining.Options.Shards), loop.GradientExecutor.Bytes);
        Assert.True(loop.PeakBytes > loop.GradientExecutor.Bytes);
    }
}
