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
        using var crew = new Crew(threads, (part, _) => Interlocked.Increment(ref counts[part]));
        for (var job = 1; job <= 40; job++)
        {
            crew.Run(counts.Length);
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
            using var crew = new Crew(4, (_, _) => Interlocked.Increment(ref parts));
            if (i % 3 != 0) crew.Run(i);
        }
        Assert.Equal(Enumerable.Range(0, 30).Where(i => i % 3 != 0).Sum(), parts);
    }

    [Fact]
    public void Jobs_may_have_different_numbers_of_parts()
    {
        var counts = new int[12];
        using var crew = new Crew(3, (part, _) => Interlocked.Increment(ref counts[part]));
        var expected = new int[counts.Length];
        for (var job = 0; job < 2000; job++)
        {
            var parts = 1 + job * 7 % counts.Length;
            for (var part = 0; part < parts; part++) expected[part]++;
            crew.Run(parts);
            Assert.Equal(expected, counts);
        }
    }

    [Fact]
    public void After_Dispose_a_job_is_refused()
    {
        foreach (var threads in (int[])[1, 3])
        {
            var crew = new Crew(threads, (_, _) => { });
            crew.Dispose();
            crew.Dispose();
            Assert.Throws<ObjectDisposedException>(() => crew.Run(1));
        }
    }
}
