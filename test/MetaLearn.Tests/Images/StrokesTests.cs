using System.Numerics.Tensors;
using System.Security.Cryptography;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public sealed class StrokesTests
{
    private static readonly ImageSet Drawn = Strokes.Draw();

    [Fact]
    public void There_are_300_characters_by_20_drawers_in_three_parts()
    {
        Assert.Equal((300, new ImageSize(28, 28, 1)), (Drawn.Classes.Count, Drawn.Size));
        Assert.All(Drawn.Classes, one => Assert.Equal(20, one.Count));
        Assert.Equal((200, 20, 80), (Strokes.Training.Count, Strokes.Validation.Count, Strokes.Test.Count));
        Assert.Equal(Enumerable.Range(0, 300), Strokes.Training.Concat(Strokes.Validation).Concat(Strokes.Test));
    }

    [Fact]
    public void The_bytes_are_the_same_on_every_machine_and_for_any_number_of_threads()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var one in Strokes.Draw().Classes) hash.AppendData(one.Pixels.Span);
        // Ours, of the first version: another hash is another data set, and published results would no longer be of it.
        Assert.Equal("f9dd2903b60e8dc644879e8fd3183968", Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }

    [Fact]
    public void Every_picture_has_ink_and_paper_and_no_two_are_equal()
    {
        var seen = new HashSet<string>();
        for (var character = 0; character < Drawn.Classes.Count; character++)
            for (var drawer = 0; drawer < Strokes.Drawers; drawer++)
            {
                var pixels = Drawn.Pixels(character, drawer);
                Assert.InRange(pixels.Length - pixels.Count((byte)0), 30, 500);
                Assert.True(seen.Add(Convert.ToHexString(SHA256.HashData(pixels))), $"character {character}, drawer {drawer} is there already");
            }
    }

    [Fact]
    public void Nearest_neighbours_on_pixels_get_two_of_three_queries_right()
    {
        var episodes = new ImageEpisodes(Drawn, new() { Queries = 3 }, Strokes.Test);
        var (right, asked) = (0, 0);
        for (var index = 0; index < 300; index++)
        {
            var episode = episodes.Sample(1, index);
            for (var query = 0; query < 15; query++, asked++)
            {
                var x = episode.Query.X.Span.Slice(query * 784, 784);
                var (best, nearest) = (float.PositiveInfinity, 0f);
                for (var row = 0; row < 5; row++)
                    if (TensorPrimitives.Distance(x, episode.Support.X.Span.Slice(row * 784, 784)) is var distance && distance < best) (best, nearest) = (distance, episode.Support.Y.Span[row]);
                if (nearest == episode.Query.Y.Span[query]) right++;
            }
        }
        Assert.InRange(right / (double)asked, 0.60, 0.75);
    }
}
