using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff.Tests.Cpu;

public sealed class CrewTests
{
    // With more helpers than cores some start late and some sleep: a helper must not take another one's wake-up.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(6)]
    public void Every_part_of_every_job_is_run_once(int threads)
    {
        var counts = new int[10];
        using var crew = new Crew(threads, counts.Length, (part, _) => Interlocked.Increment(ref counts[part]));
        for (var job = 1; job <= 40; job++)
        {
            crew.Run();
            Assert.All(counts, count => Assert.Equal(job, count));
            // Long enough now and then for the helpers to fall asleep.
            if (job % 10 == 0) Thread.Sleep(30);
        }
    }

    [Fact]
    public void Crews_start_and_end_in_quick_succession()
    {
        var parts = 0;
        for (var i = 0; i < 30; i++)
        {
            using var crew = new Crew(4, i, (_, _) => Interlocked.Increment(ref parts));
            if (i % 3 != 0) crew.Run();
        }
        Assert.Equal(Enumerable.Range(0, 30).Where(i => i % 3 != 0).Sum(), parts);
    }

    [Fact]
    public void After_Dispose_a_job_is_refused()
    {
        foreach (var threads in (int[])[1, 3])
        {
            var crew = new Crew(threads, 1, (_, _) => { });
            crew.Dispose();
            crew.Dispose();
            Assert.Throws<ObjectDisposedException>(() => crew.Run());
        }
    }
}
