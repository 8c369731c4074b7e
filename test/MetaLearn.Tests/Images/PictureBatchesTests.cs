using MetaLearn.Episodes;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public sealed class PictureBatchesTests
{
    private static readonly int[] Chosen = [3, 1, 2];

    [Fact]
    public void A_picture_s_label_is_its_class_in_every_batch()
    {
        var batches = new PictureBatches(MadeImages.Of(3, 2, 1, 4, 1, 2, 3), 8, classes: Chosen);
        Assert.Equal((3, 1, 7), (batches.Classes, batches.Shape.SupportRows, batches.Shape.QueryRows));
        var seen = new HashSet<(int, int)>();
        for (var index = 0; index < 40; index++)
            foreach (var (x, label) in Rows(batches, index))
            {
                var (ofClass, picture) = ((int)Math.Round(x[0] * 255), (int)Math.Round(x[1] * 255));
                Assert.Equal(Chosen[label], ofClass);
                seen.Add((ofClass, picture));
            }
        Assert.Equal(3 + 1 + 2, seen.Count);
    }

    [Fact]
    public void A_turn_is_a_class_of_its_own_where_episodes_turn_classes()
    {
        var images = MadeImages.Of(3, 3, 1, 2, 2);
        var options = new ImageEpisodeOptions { Ways = 2, Shots = 1, Queries = 1 };
        Assert.Equal(2, new ImageEpisodes(images, options).InBatches(2).Classes);
        var batches = new ImageEpisodes(images, options with { Rotations = ImageRotations.Augment }).InBatches(4);
        Assert.Equal(8, batches.Classes);
        // The first pixel, the class's number, goes round counter-clockwise: to the lower left, the lower right, the upper right.
        int[] corners = [0, 6, 8, 2];
        var labels = new HashSet<int>();
        for (var index = 0; index < 30; index++)
            foreach (var (x, label) in Rows(batches, index))
            {
                Assert.Equal(label / 4, (int)Math.Round(x[corners[label % 4]] * 255));
                labels.Add(label);
            }
        Assert.Equal(8, labels.Count);
    }

    [Fact]
    public void What_cannot_be_batched_is_refused()
    {
        var images = MadeImages.Of(3, 2, 1, 2, 0);
        Assert.Contains("'class 1' has no picture", Assert.Throws<DataException>(() => new PictureBatches(images, 4)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new PictureBatches(images, 1, classes: [0]));
        Assert.Throws<ArgumentException>(() => new PictureBatches(images, 4, classes: [2]));
        Assert.Throws<ArgumentException>(() => new PictureBatches(images, 4, isTurned: true, [0]));
    }

    private static IEnumerable<(float[] X, int Label)> Rows(PictureBatches batches, long index)
    {
        var (batch, each) = (batches.Sample(3, index), batches.Shape.XRow.Count);
        Assert.Equal(batch.Query.X.ToArray(), batches.Sample(3, index).Query.X.ToArray());
        foreach (var set in new[] { batch.Support, batch.Query })
            for (var row = 0; row < set.Y.Length; row++) yield return (set.X.Slice(row * each, each).ToArray(), (int)set.Y.Span[row]);
    }
}
