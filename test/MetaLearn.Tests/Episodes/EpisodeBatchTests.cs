using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class EpisodeBatchTests
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
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public void Parts_filled_in_any_order_make_the_whole(int parts)
    {
        var (whole, inParts) = (new EpisodeBatch(Source.Shape, 5), new EpisodeBatch(Source.Shape, 5));
        whole.Fill(Source, 5, 40);
        for (var part = parts - 1; part >= 0; part--) inParts.FillPart(Source, 5, 40, part, parts);
        Assert.Equal(Numbers(whole), Numbers(inParts));
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
        Assert.Throws<ArgumentOutOfRangeException>(() => new EpisodeBatch(Source.Shape, 0));
    }
}
