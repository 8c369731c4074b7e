using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff.Tests;

[Collection(nameof(Alone))]
public sealed class AllocationTests
{
    private const int SmallestObject = 24;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Running_allocates_nothing(int threads)
    {
        Input x = new("x", new(10, 3)), labels = new("labels", new(10));
        Parameter weight = new("weight", new(7, 3)), other = new("other", new(2, 7));
        var hidden = Tanh(MatMul(x, weight, transposeB: true) + 0.1 * RandomNormal(new(10, 7), 0));
        var scores = LogSoftmax(MatMul(hidden, other, transposeB: true));
        var loss = Mean(scores * OneHot(labels, 2)) + Sum(Gather(Transpose(CumulativeSum(scores, 0)), Slice(labels, 0, 0, 2)));
        var gradients = Gradient(loss, [weight, other]);
        var program = Program.Compile<float>([MeanOverEpisodes(loss), .. gradients.Select(Functions.MeanOverEpisodes), scores]);
        using var executor = program.CreateExecutor(25, threads);
        for (var i = 0; i < 20; i++) executor.Run();

        var own = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) executor.Run((ulong)i, i);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - own);

        // The test host's other threads may allocate now and then; a run that allocates does so every time, at least the smallest object.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 5; attempt++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < 100; i++) executor.Run((ulong)i, i);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        Assert.InRange(least, 0, 100 * SmallestObject - 1);
    }

    [Fact]
    public void A_crews_threads_allocate_nothing()
    {
        var x = new Input("x", new(50));
        Executor<float>[] executors = [.. Enumerable.Range(0, 3).Select(_ => Program.Compile<float>(Sum(Tanh(x))).CreateExecutor(4))];
        var (first, last) = (new long[3], new long[3]);
        using var crew = new Crew(3, (part, thread) =>
        {
            executors[part].Run();
            last[thread] = GC.GetAllocatedBytesForCurrentThread();
            if (first[thread] == 0) first[thread] = last[thread];
        });
        for (var job = 0; job < 200; job++)
        {
            if (job == 20) Array.Clear(first);
            if (job % 50 == 0) Thread.Sleep(20);
            crew.Run(3);
        }
        Assert.Equal(first, last);
    }
}
