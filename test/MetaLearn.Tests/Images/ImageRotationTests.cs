using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public sealed class ImageRotationTests
{
    private static readonly int[] Corners = [8, 2, 0, 6];

    [Theory]
    [InlineData(0, new float[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 })]
    [InlineData(1, new float[] { 3, 6, 9, 2, 5, 8, 1, 4, 7 })]
    [InlineData(2, new float[] { 9, 8, 7, 6, 5, 4, 3, 2, 1 })]
    [InlineData(3, new float[] { 7, 4, 1, 8, 5, 2, 9, 6, 3 })]
    public void A_turn_is_counter_clockwise_as_rot90_of_numpy(int turns, float[] expected)
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        var turned = new float[9];
        PictureFloats.Write(pixels, new(3, 3, 1), turns, turned);
        Assert.Equal(expected.Select(value => value / 255f), turned);
    }

    [Fact]
    public void Channels_of_a_pixel_stay_together()
    {
        byte[] pixels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
        var turned = new float[12];
        PictureFloats.Write(pixels, new(2, 2, 3), 1, turned);
        float[] expected = [4, 5, 6, 10, 11, 12, 1, 2, 3, 7, 8, 9];
        Assert.Equal(expected.Select(value => value / 255f), turned);
    }

    [Fact]
    public void Augmentation_turns_support_and_query_of_a_class_alike()
    {
        var images = MadeImages.Of(3, 3, 1, [.. Enumerable.Repeat(4, 6)]);
        var source = new ImageEpisodes(images, new() { Ways = 3, Shots = 2, Queries = 2, Rotations = ImageRotations.Augment });
        var turnsSeen = new HashSet<int>();
        for (var index = 0; index < 100; index++)
        {
            var episode = source.Sample(1, index);
            Assert.Equal(3, source.OriginOf(1, index).Support.Select(row => row.Group).Distinct().Count());
            var turnOf = new Dictionary<float, int>();
            foreach (var part in new[] { episode.Support, episode.Query })
                for (var place = 0; place < 6; place++)
                {
                    // Where the corner with the largest number went: bottom right unless turned. The first two numbers are below it in this set.
                    var row = part.X.Slice(place * 9, 9).ToArray();
                    var turn = Array.FindIndex(Corners, corner => row[corner] == 8 / 255f);
                    var label = part.Y.Span[place];
                    Assert.Equal(turn, turnOf.TryGetValue(label, out var known) ? known : turnOf[label] = turn);
                }
            turnsSeen.UnionWith(turnOf.Values);
        }
        Assert.Equal([0, 1, 2, 3], turnsSeen.Order());
    }

    [Fact]
    public void Turns_as_classes_are_four_times_as_many_and_two_of_one_character_may_meet()
    {
        var images = MadeImages.Of(3, 3, 1, 4, 4);
        var source = new ImageEpisodes(images, new() { Ways = 8, Queries = 1, Rotations = ImageRotations.Classes });
        var groups = source.OriginOf(1, 0).Support.Select(row => row.Group).Order(StringComparer.Ordinal);
        Assert.Equal(["class 0", "class 0, turned 180°", "class 0, turned 270°", "class 0, turned 90°", "class 1", "class 1, turned 180°", "class 1, turned 270°", "class 1, turned 90°"], groups);
        Assert.Equal("9 ways need at least 9 classes; there are 8.",
            Assert.Throws<ArgumentException>(() => new ImageEpisodes(images, new() { Ways = 9, Queries = 1, Rotations = ImageRotations.Classes })).Message);
    }

    [Fact]
    public void Pictures_that_are_not_square_are_not_turned()
        => Assert.Equal("Pictures of 3×2×1 cannot be turned by 90 degrees: they are not square.",
            Assert.Throws<ArgumentException>(() => new ImageEpisodes(MadeImages.Of(3, 2, 1, 9, 9), new() { Ways = 2, Queries = 1, Rotations = ImageRotations.Augment })).Message);
}
