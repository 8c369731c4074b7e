using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Proofs;

namespace MetaLearn.Tests.Images;

public sealed class ImageEpisodesTests
{
    private static readonly ImageSet Twelve = MadeImages.Of(3, 3, 1, [.. Enumerable.Repeat(9, 12)]);

    [Fact]
    public void An_episode_has_ways_by_shots_support_rows_and_ways_by_queries_query_rows()
    {
        var source = new ImageEpisodes(MadeImages.Of(4, 2, 3, 9, 9, 9), new() { Ways = 3, Shots = 2, Queries = 4 });
        Assert.Equal(new EpisodeShape(6, 12, new(4, 2, 3), Autodiff.Shape.Scalar), source.Shape);
        var episode = source.Sample(1, 0);
        Assert.Equal([0, 0, 1, 1, 2, 2], episode.Support.Y.ToArray().Order());
        Assert.All(episode.Query.Y.ToArray().CountBy(label => label), pair => Assert.Equal(4, pair.Value));
    }

    [Fact]
    public void Pixels_are_bytes_by_255_of_the_pictures_that_the_origin_names()
    {
        var source = new ImageEpisodes(Twelve, new() { Shots = 3, Queries = 5 });
        var (episode, origin) = (source.Sample(3, 8), source.OriginOf(3, 8));
        foreach (var (rows, x) in new[] { (origin.Support, episode.Support.X), (origin.Query, episode.Query.X) })
            for (var row = 0; row < rows.Count; row++)
            {
                var pixels = Twelve.Pixels(int.Parse(rows[row].Group[6..], System.Globalization.CultureInfo.InvariantCulture), (int)rows[row].First);
                Assert.Equal(pixels.ToArray().Select(value => value / 255f), x.Slice(row * 9, 9).ToArray());
            }
    }

    [Fact]
    public void Support_and_query_share_no_picture_and_a_class_has_one_label()
    {
        var source = new ImageEpisodes(Twelve, new() { Shots = 4, Queries = 5 });
        for (var index = 0; index < 50; index++)
        {
            var (episode, origin) = (source.Sample(5, index), source.OriginOf(5, index));
            var rows = origin.Support.Concat(origin.Query).ToList();
            Assert.Equal(45, rows.Distinct().Count());
            var labels = rows.Zip(episode.Support.Y.ToArray().Concat(episode.Query.Y.ToArray())).Select(pair => (pair.First.Group, pair.Second)).Distinct().ToList();
            Assert.Equal((5, 5, 5), (labels.Count, labels.Select(pair => pair.Group).Distinct().Count(), labels.Select(pair => pair.Second).Distinct().Count()));
        }
    }

    [Fact]
    public void One_seed_and_index_is_one_episode_and_others_are_others()
    {
        var source = new ImageEpisodes(Twelve, new() { Queries = 3 });
        Assert.Equal(source.Sample(1, 2).Support.X.ToArray(), new ImageEpisodes(Twelve, new() { Queries = 3 }).Sample(1, 2).Support.X.ToArray());
        Assert.NotEqual(source.Sample(1, 2).Support.X.ToArray(), source.Sample(1, 3).Support.X.ToArray());
        Assert.NotEqual(source.Sample(1, 2).Support.X.ToArray(), source.Sample(2, 2).Support.X.ToArray());
    }

    [Fact]
    public void The_support_set_does_not_change_with_the_number_of_queries()
    {
        var (few, many) = (new ImageEpisodes(Twelve, new() { Shots = 2, Queries = 1 }), new ImageEpisodes(Twelve, new() { Shots = 2, Queries = 7 }));
        Assert.Equal(few.Sample(1, 2).Support.X.ToArray(), many.Sample(1, 2).Support.X.ToArray());
    }

    [Fact]
    public void Only_the_classes_that_are_named_are_drawn_all_of_them_equally_often()
    {
        var source = new ImageEpisodes(Twelve, new() { Ways = 2, Queries = 1 }, [1, 4, 5, 11]);
        var groups = Enumerable.Range(0, 2000).SelectMany(index => source.OriginOf(1, index).Support).CountBy(row => row.Group).ToDictionary();
        Assert.Equal(["class 1", "class 11", "class 4", "class 5"], groups.Keys.Order(StringComparer.Ordinal));
        // 1000 each; σ is √(2000·½·½) = 22.
        Assert.All(groups.Values, count => Assert.InRange(count, 880, 1120));
    }

    [Fact]
    public void All_pictures_of_a_class_are_used_where_they_just_suffice()
    {
        var source = new ImageEpisodes(MadeImages.Of(3, 3, 1, 5, 5), new() { Ways = 2, Shots = 2, Queries = 3 });
        var origin = source.OriginOf(0, 0);
        Assert.Equal([0, 1, 2, 3, 4], origin.Support.Concat(origin.Query).Where(row => row.Group == "class 0").Select(row => row.First).Order());
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        foreach (var rotations in Enum.GetValues<ImageRotations>())
        {
            var source = new ImageEpisodes(Strokes.Draw(), new() { Shots = 2, Queries = 3, Rotations = rotations, ImbalancedShots = true });
            float[] supportX = new float[10 * 784], supportY = new float[10], queryX = new float[15 * 784], queryY = new float[15];
            source.Fill(0, 0, supportX, supportY, queryX, queryY);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var index = 1; index <= 20; index++) source.Fill(0, index, supportX, supportY, queryX, queryY);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void The_audit_passes_two_splits_and_catches_a_class_in_both()
    {
        var options = new ImageEpisodeOptions { Ways = 3, Shots = 1, Queries = 2 };
        AuditReport Of(int[] first, int[] second) => EpisodeAudit.Run(
            [new("meta-training", new ImageEpisodes(Twelve, options, first), 1), new("meta-test", new ImageEpisodes(Twelve, options, second), 2)], 300);
        var apart = Of([0, 1, 2, 3, 4, 5], [6, 7, 8, 9]);
        Assert.True(apart.Passed, string.Join("; ", apart.Checks.Select(check => check.Finding)));
        Assert.True(apart["labels"].IsApplicable);
        Assert.Contains("'class 5' is in meta-training and in meta-test", Of([0, 1, 2, 3, 4, 5], [5, 6, 7, 8])["groups"].Finding, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusals_say_both_numbers()
    {
        var small = Assert.Throws<DataException>(() => new ImageEpisodes(MadeImages.Of(3, 3, 1, 20, 7, 20), new() { Ways = 2, Shots = 5, Queries = 15 }));
        Assert.Equal("Class 'class 1' has 7 pictures; 5 shots and 15 queries a class need at least 20.", small.Message);
        Assert.Equal("5 ways need at least 5 classes; there are 3.", Assert.Throws<ArgumentException>(() => new ImageEpisodes(Twelve, new() { Queries = 1 }, [0, 1, 2])).Message);
        Assert.StartsWith("There is no class 12; the set has 12", Assert.Throws<ArgumentException>(() => new ImageEpisodes(Twelve, new(), [12])).Message, StringComparison.Ordinal);
        Assert.StartsWith("A class is given twice", Assert.Throws<ArgumentException>(() => new ImageEpisodes(Twelve, new(), [1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageEpisodeOptions { Ways = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageEpisodeOptions { Shots = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageEpisodeOptions { Queries = 0 });
    }
}
