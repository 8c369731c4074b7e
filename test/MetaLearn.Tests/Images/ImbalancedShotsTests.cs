using MetaLearn.Autodiff;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public sealed class ImbalancedShotsTests
{
    [Fact]
    public void Every_partition_with_one_picture_or_more_a_class_is_equally_likely()
    {
        var source = new ImageEpisodes(MadeImages.Of(3, 3, 1, 20, 20, 20), new() { Ways = 3, Shots = 2, Queries = 1, ImbalancedShots = true });
        Assert.Equal((6, 3), (source.Shape.SupportRows, source.Shape.QueryRows));
        var partitions = Enumerable.Range(0, 5000).Select(index =>
        {
            var labels = source.Sample(1, index).Support.Y.ToArray();
            return (labels.Count(y => y == 0), labels.Count(y => y == 1), labels.Count(y => y == 2));
        }).CountBy(partition => partition).ToDictionary();
        // Six rows over three classes with one each: 5·4/2 = 10 ways, 500 times each; σ is 21.
        Assert.Equal(10, partitions.Count);
        Assert.All(partitions, pair => Assert.InRange(pair.Value, 390, 610));
        Assert.All(partitions.Keys, partition => Assert.True(partition.Item1 > 0 && partition.Item2 > 0 && partition.Item3 > 0));
    }

    [Fact]
    public void A_class_gives_no_more_than_it_has_beside_its_queries()
    {
        var source = new ImageEpisodes(MadeImages.Of(3, 3, 1, 4, 12), new() { Ways = 2, Shots = 3, Queries = 1, ImbalancedShots = true });
        for (var index = 0; index < 200; index++)
        {
            var origin = source.OriginOf(1, index);
            Assert.InRange(origin.Support.Count(row => row.Group == "class 0"), 1, 3);
            Assert.Equal(8, origin.Support.Concat(origin.Query).Distinct().Count());
            Assert.All(origin.Query.CountBy(row => row.Group), pair => Assert.Equal(1, pair.Value));
        }
    }

    [Fact]
    public void Every_partition_that_no_class_is_too_small_for_is_equally_likely()
    {
        // Beside a query each the classes give 3, 4 and 9 of the nine rows at most.
        var source = new ImageEpisodes(MadeImages.Of(3, 3, 1, 4, 5, 10), new() { Ways = 3, Shots = 3, Queries = 1, ImbalancedShots = true });
        var partitions = Enumerable.Range(0, 6000).Select(index =>
        {
            var groups = source.OriginOf(1, index).Support.CountBy(row => row.Group).ToDictionary();
            return (groups["class 0"], groups["class 1"], groups["class 2"]);
        }).CountBy(partition => partition).ToDictionary();
        // One to three, one to four, the rest: 12 ways of the 28, 500 times each; σ is 21.
        Assert.Equal(from first in Enumerable.Range(1, 3) from second in Enumerable.Range(1, 4) select (first, second, 9 - first - second), partitions.Keys.Order());
        Assert.All(partitions, pair => Assert.InRange(pair.Value, 390, 610));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(3)]
    public void Limits_that_leave_one_way_alone_or_nearly_so_are_kept_to(int last)
    {
        // 300 classes of 3 rows each: almost no partition of 900 rows without limits keeps to them, and there are more than a double can count.
        int[] limits = [.. Enumerable.Repeat(3, 299), last];
        var (parts, random) = (new int[limits.Length], new RandomStream(1));
        for (var draw = 0; draw < 20; draw++)
        {
            LimitedPartition.Draw(limits, parts, 900, random);
            Assert.Equal(900, parts.Sum());
            Assert.All(parts.Zip(limits), pair => Assert.InRange(pair.First, 1, pair.Second));
            Assert.InRange(parts[^1], 3, last);
            if (last == 3) Assert.Equal(limits, parts);
        }
    }

    [Fact]
    public void One_shot_leaves_nothing_to_part()
        => Assert.Equal([0, 1], new ImageEpisodes(MadeImages.Of(3, 3, 1, 4, 4), new() { Ways = 2, Shots = 1, Queries = 1, ImbalancedShots = true }).Sample(1, 1).Support.Y.ToArray().Order());
}
