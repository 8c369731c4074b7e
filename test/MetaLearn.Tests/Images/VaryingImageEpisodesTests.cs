using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Proofs;

namespace MetaLearn.Tests.Images;

public sealed class VaryingImageEpisodesTests
{
    private static readonly ImageSet Pictures = MadeImages.Of(3, 3, 1, [.. Enumerable.Repeat(12, 9)]);
    private static readonly ImageEpisodeOptions Most = new() { Ways = 4, Shots = 3, Queries = 2 };

    [Fact]
    public void Every_pair_of_ways_and_shots_is_drawn_as_often()
    {
        var source = new VaryingImageEpisodes(Pictures, Most, fewestWays: 2, fewestShots: 2);
        Assert.Equal([(4, 4), (6, 4), (6, 6), (9, 6), (8, 8), (12, 8)], source.Sources.Select(one => (one.Shape.SupportRows, one.Shape.QueryRows)));
        Assert.Equal((12, 8), (source.Shape.SupportRows, source.Shape.QueryRows));
        var drawn = Enumerable.Range(0, 6000).CountBy(iteration => source.SourceOf(1, iteration)).ToDictionary();
        // σ of a count of 1000 in 6000 is 29.
        Assert.Equal(6, drawn.Count);
        Assert.All(drawn.Values, count => Assert.InRange(count, 880, 1120));
        Assert.Equal(Enumerable.Range(0, 50).Select(iteration => source.SourceOf(1, iteration)), Enumerable.Range(0, 50).Select(iteration => source.SourceOf(1, iteration)));
        Assert.NotEqual(Enumerable.Range(0, 50).Select(iteration => source.SourceOf(1, iteration)), Enumerable.Range(0, 50).Select(iteration => source.SourceOf(2, iteration)));
    }

    [Fact]
    public void An_episode_of_a_pair_is_that_of_fixed_ways_and_shots()
    {
        var source = new VaryingImageEpisodes(Pictures, Most, 2, 1);
        foreach (var one in source.Sources)
        {
            var ways = one.Shape.QueryRows / Most.Queries;
            var fixedOne = new ImageEpisodes(Pictures, Most with { Ways = ways, Shots = one.Shape.SupportRows / ways }).Sample(3, 7);
            var episode = one.Sample(3, 7);
            Assert.Equal(fixedOne.Support.X.ToArray(), episode.Support.X.ToArray());
            Assert.Equal(fixedOne.Query.Y.ToArray(), episode.Query.Y.ToArray());
            Assert.Equal(Enumerable.Range(0, ways).Select(label => (float)label), episode.Support.Y.ToArray().Distinct().Order());
        }
    }

    [Fact]
    public void Drawing_allocates_nothing()
    {
        var source = new VaryingImageEpisodes(Pictures, Most, 2, 1);
        var batch = new EpisodeBatch(source.Shape, 2);
        var ofShape = source.Sources.Select(one => batch.Within(one.Shape)).ToArray();
        void Draw(long iteration)
        {
            var shape = source.SourceOf(5, iteration);
            ofShape[shape].Fill(source.Sources[shape], 5, 2 * iteration);
        }
        for (var i = 0; i < 100; i++) Draw(i);
        // The least of some turns: a collection that another test causes empties the shared pool of arrays, which then fills once more.
        var least = long.MaxValue;
        for (var turn = 1; turn <= 5; turn++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++) Draw(100 * turn + i);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }

    [Theory]
    [InlineData(1, 1, "The fewest ways are 1; expected 2 to 4, the most.")]
    [InlineData(5, 1, "The fewest ways are 5; expected 2 to 4, the most.")]
    [InlineData(2, 0, "The fewest shots are 0; expected 1 to 3, the most.")]
    [InlineData(2, 4, "The fewest shots are 4; expected 1 to 3, the most.")]
    public void Ranges_that_are_none_are_refused(int ways, int shots, string sentence)
        => Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => new VaryingImageEpisodes(Pictures, Most, ways, shots)).Message, StringComparison.Ordinal);

    [Fact]
    public void More_pairs_than_programs_are_held_for_are_refused()
        => Assert.Equal(
            "2 to 9 ways and 1 to 5 shots are 40 pairs, each with a program of its own; expected at most 32.",
            Assert.Throws<ArgumentException>(() => new VaryingImageEpisodes(Pictures, Most with { Ways = 9, Shots = 5 }, 2, 1)).Message);

    [Fact]
    public void An_audit_sees_every_shape()
    {
        var shapes = new VaryingImageEpisodes(Pictures, Most, 2, 1, [0, 1, 2, 3, 4, 5]);
        Assert.True(EpisodeAudit.Run([new("meta-training", shapes, 1), new("meta-test", new ImageEpisodes(Pictures, Most with { Ways = 3 }, [6, 7, 8]), 2)], 400).Passed);
        Assert.False(EpisodeAudit.Run([new("meta-training", shapes, 1), new("meta-test", new ImageEpisodes(Pictures, Most with { Ways = 3 }, [5, 6, 7]), 2)], 400)["groups"].Passed);
        Assert.False(EpisodeAudit.Run([new("meta-training", new Ordered(shapes), 1)], 400)["labels"].Passed);
    }

    // Its smallest episodes alone have their rows in the order of their labels.
    private sealed class Ordered(VaryingImageEpisodes source) : IVaryingEpisodes
    {
        public EpisodeShape Shape => source.Shape;

        public IReadOnlyList<IEpisodeSource> Sources { get; } = [new Sorted(source.Sources[0]), .. source.Sources.Skip(1)];

        public int SourceOf(ulong seed, long iteration) => source.SourceOf(seed, iteration);

        public Episode Sample(ulong seed, long index) => source.Sample(seed, index);
    }

    private sealed class Sorted(IEpisodeSource source) : IEpisodeSource
    {
        public EpisodeShape Shape => source.Shape;

        public Episode Sample(ulong seed, long index)
        {
            var episode = source.Sample(seed, index);
            return new(Rows(episode.Support), Rows(episode.Query));
        }

        private Examples Rows(Examples examples)
        {
            var (y, each) = (examples.Y.ToArray(), Shape.XRow.Count);
            int[] order = [.. Enumerable.Range(0, y.Length).OrderBy(row => y[row])];
            return new(order.SelectMany(row => examples.X.Slice(row * each, each).ToArray()).ToArray(), order.Select(row => y[row]).ToArray());
        }
    }
}
