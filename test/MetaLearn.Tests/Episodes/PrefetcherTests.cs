using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class PrefetcherTests
{
    private static readonly Sinusoids Source = new() { Shots = 3, Queries = 2 };

    private static float[] Numbers(EpisodeBatch batch) => [.. batch.SupportX.Span, .. batch.SupportY.Span, .. batch.QueryX.Span, .. batch.QueryY.Span];

    [Fact]
    public void A_batch_holds_consecutive_episodes_packed_one_after_another()
    {
        var batch = new EpisodeBatch(Source.Shape, 4);
        batch.Fill(Source, 1, 20);
        for (var i = 0; i < 4; i++)
        {
            var episode = Source.Sample(1, 20 + i);
            EpisodeAssert.Same(episode.Support, new(batch.SupportX.Slice(i * 3, 3), batch.SupportY.Slice(i * 3, 3)));
            EpisodeAssert.Same(episode.Query, new(batch.QueryX.Slice(i * 2, 2), batch.QueryY.Slice(i * 2, 2)));
        }
        Assert.Equal(20, batch.FirstIndex);
    }

    [Fact]
    public void A_source_without_its_own_Fill_is_packed_from_its_samples()
    {
        var memory = new MemoryEpisodes([Source.Sample(1, 0), Source.Sample(1, 1)], new Shape(1), new Shape(1), EpisodeOrder.AsGiven);
        var (expected, actual) = (new EpisodeBatch(Source.Shape, 2), new EpisodeBatch(Source.Shape, 2));
        expected.Fill(Source, 1, 0);
        actual.Fill(memory, 99, 0);
        Assert.Equal(Numbers(expected), Numbers(actual));
    }

    [Fact]
    public void Buffers_of_the_wrong_length_are_refused_with_the_numbers()
    {
        var message = Assert.Throws<ArgumentException>(() => EpisodeBatch.Pack(Source, 1, 0, 2, new float[6], new float[6], new float[4], new float[3])).Message;
        Assert.StartsWith("The buffer holds 3 numbers; 2 episodes of 2 each need 4.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new EpisodeBatch(Source.Shape, 2).Fill(Source with { Shots = 4 }, 1, 0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Prefetched_batches_are_those_sampled_directly(int ahead)
    {
        using var prefetcher = new Prefetcher(Source, seed: 5, count: 4, firstBatch: 3, ahead);
        var direct = new EpisodeBatch(Source.Shape, 4);
        for (var i = 0; i < 200; i++)
        {
            var batch = prefetcher.Next();
            direct.Fill(Source, 5, (3 + i) * 4);
            Assert.Equal(direct.FirstIndex, batch.FirstIndex);
            Assert.Equal(Numbers(direct), Numbers(batch));
        }
    }

    [Fact]
    public void A_batch_in_use_is_left_alone_while_others_are_sampled()
    {
        var source = new Counting(Source);
        using var prefetcher = new Prefetcher(source, 5, 4, ahead: 2);
        prefetcher.Next();
        var batch = prefetcher.Next();
        var before = Numbers(batch);
        // Two batches handed out and two ahead of them: then the sampler waits.
        Assert.True(SpinWait.SpinUntil(() => source.Filled >= 16, TimeSpan.FromSeconds(30)));
        Assert.Equal(before, Numbers(batch));
        Assert.Equal(16, source.Filled);
    }

    [Fact]
    public void What_the_source_throws_reaches_the_consumer_after_the_batches_before_it()
    {
        using var prefetcher = new Prefetcher(new Counting(Source) { FailsAt = 9 }, 5, count: 4, ahead: 5);
        prefetcher.Next();
        prefetcher.Next();
        Assert.Equal("episode 9", Assert.Throws<InvalidOperationException>(prefetcher.Next).Message);
        Assert.Equal("episode 9", Assert.Throws<InvalidOperationException>(prefetcher.Next).Message);
    }

    [Fact]
    public void After_disposal_nothing_is_sampled_or_handed_out()
    {
        var source = new Counting(Source);
        var prefetcher = new Prefetcher(source, 5, 4);
        prefetcher.Next();
        prefetcher.Dispose();
        var filled = source.Filled;
        Assert.Throws<ObjectDisposedException>(prefetcher.Next);
        Assert.Equal(filled, source.Filled);
        prefetcher.Dispose();
    }

    [Fact]
    public void Disposal_ends_a_sampler_that_is_filling_its_last_slot()
    {
        using var inLastSlot = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var source = new Counting(Source)
        {
            Before = index =>
            {
                if (index != 4) return; // Slots 0 to 4: one in use and four ahead.
                inLastSlot.Set();
                release.Wait();
            },
        };
        var prefetcher = new Prefetcher(source, 5, count: 1, ahead: 4);
        var disposing = new Thread(prefetcher.Dispose) { IsBackground = true };
        inLastSlot.Wait();
        disposing.Start();
        SpinWait.SpinUntil(() => disposing.ThreadState.HasFlag(System.Threading.ThreadState.WaitSleepJoin));
        release.Set();
        Assert.True(disposing.Join(TimeSpan.FromSeconds(30)), "the sampler sleeps on");
    }

    [Fact]
    public void Packing_allocates_only_the_random_streams()
    {
        var batch = new EpisodeBatch(Source.Shape, 25);
        batch.Fill(Source, 1, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= 100; i++) batch.Fill(Source, 1, i * 25);
        var each = (GC.GetAllocatedBytesForCurrentThread() - before) / 2500.0;
        Assert.InRange(each, 0, 640); // Five streams, and the shape that the check of the buffers reads.
    }

    [Fact]
    public void Impossible_numbers_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Prefetcher(Source, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Prefetcher(Source, 1, 1, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Prefetcher(Source, 1, 1, 0, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeBatch(Source.Shape, 0));
    }

    private sealed class Counting(IEpisodeSource source) : IEpisodeSource
    {
        private int filled;

        public long FailsAt { get; init; } = -1;

        public Action<long>? Before { get; init; }

        public int Filled => Volatile.Read(ref filled);

        public EpisodeShape Shape => source.Shape;

        public Episode Sample(ulong seed, long index) => source.Sample(seed, index);

        public void Fill(ulong seed, long index, Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
        {
            Before?.Invoke(index);
            if (index == FailsAt) throw new InvalidOperationException($"episode {index}");
            source.Fill(seed, index, supportX, supportY, queryX, queryY);
            Interlocked.Increment(ref filled);
        }
    }
}
