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
        using var loop = new OuterLoop(SmallTraining.Learner(), new Always(SmallTraining.Episodes.Sample(0, 0)), options);
        loop.Load([.. SmallTraining.Learner().InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        for (var i = 0; i < 20; i++) loop.Step(i);

        var own = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 20; i < 120; i++) loop.Step(i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);

        // The test host's other threads may allocate now and then; a step that allocates does so every time, at least the smallest object.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < 100; i++) loop.Step(i);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.InRange(least, 0, 100 * SmallestObject - 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_next_batch_is_sampled_while_this_one_trains(int threads)
    {
        var source = new Counting(SmallTraining.Episodes);
        var options = SmallTraining.Options with { Threads = threads };
        using var loop = new OuterLoop(SmallTraining.Learner(), source, options);
        loop.Load([.. SmallTraining.Learner().InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        for (var i = 0; i < 10; i++)
        {
            loop.Step(i);
            Assert.Equal(Enumerable.Range(0, (i + 2) * options.MetaBatch).Select(index => (long)index), source.Asked.Order());
        }
        // A jump, as after loading another state.
        loop.Step(50);
        Assert.Equal(50L * options.MetaBatch, source.Asked.Order().SkipWhile(index => index < 50L * options.MetaBatch).First());
    }

    [Fact]
    public void What_the_source_throws_is_thrown_by_the_step_and_the_step_can_be_done_again()
    {
        var source = new Counting(SmallTraining.Episodes) { FailsAt = 3 * SmallTraining.Options.MetaBatch + 4 };
        using var loop = new OuterLoop(SmallTraining.Learner(), source, SmallTraining.Options with { Threads = 2 });
        loop.Load([.. SmallTraining.Learner().InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        loop.Step(0);
        loop.Step(1);
        var before = loop.Parameters;
        Assert.Equal("episode 34", Assert.Throws<InvalidOperationException>(() => loop.Step(2)).Message);
        Assert.Equal(before, loop.Parameters);
        source.FailsAt = -1;
        loop.Step(2);
        loop.Step(3);

        using var unbroken = new OuterLoop(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options);
        unbroken.Load([.. SmallTraining.Learner().InitialValues(0).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        for (var i = 0; i < 4; i++) unbroken.Step(i);
        Assert.Equal(unbroken.Parameters, loop.Parameters);
    }

    [Fact]
    public void The_bytes_told_beforehand_are_those_held()
    {
        using var loop = new OuterLoop(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options);
        using var trainer = new Trainer(SmallTraining.Learner(), SmallTraining.Episodes, SmallTraining.Options);
        Assert.Equal(loop.PeakBytes, trainer.PeakBytes);
        var program = loop.GradientExecutor.Program;
        Assert.Equal(program.PeakBytes(SmallTraining.Options.MetaBatch, SmallTraining.Options.Threads, SmallTraining.Options.Shards), loop.GradientExecutor.Bytes);
        Assert.True(loop.PeakBytes > loop.GradientExecutor.Bytes);
    }

    // Gives one episode for every index and allocates nothing.
    private sealed class Always(Episode episode) : IEpisodeSource
    {
        public EpisodeShape Shape => SmallTraining.Episodes.Shape;

        public Episode Sample(ulong seed, long index) => episode;
    }

    private sealed class Counting(IEpisodeSource source) : IEpisodeSource
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<long> asked = new();

        public long FailsAt { get; set; } = -1;

        public IEnumerable<long> Asked => asked;

        public EpisodeShape Shape => source.Shape;

        public Episode Sample(ulong seed, long index) => source.Sample(seed, index);

        public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
        {
            if (index == FailsAt) throw new InvalidOperationException($"episode {index}");
            asked.Enqueue(index);
            source.Fill(seed, index, supportX, supportY, queryX, queryY);
        }
    }
}
