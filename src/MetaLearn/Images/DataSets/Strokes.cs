using MetaLearn.Autodiff;

namespace MetaLearn.Images;

/// <summary>
/// A data set that needs no download: 300 characters of 2 to 4 strokes, each drawn by 20 drawers on 28×28 pixels, anti-aliased, ink 255 on paper 0. A character is a set of
/// smooth random curves; a drawer moves their points a little and has a slant, a size, a place and a pen. The same bytes on every machine: only exact operations are used.
/// </summary>
public static class Strokes
{
    /// <summary>Characters in all.</summary>
    public const int Classes = TrainingClasses + ValidationClasses + TestClasses;

    /// <summary>Pictures of each character.</summary>
    public const int Drawers = 20;

    private const int TrainingClasses = 200, ValidationClasses = 20, TestClasses = 80, Side = 28;

    // "strokes" in ASCII.
    private const ulong Seed = 0x7374726F6B6573;

    /// <summary>Positions of the 200 characters for meta-training.</summary>
    public static IReadOnlyList<int> Training { get; } = [.. Enumerable.Range(0, TrainingClasses)];

    /// <summary>Positions of the 20 characters for meta-validation.</summary>
    public static IReadOnlyList<int> Validation { get; } = [.. Enumerable.Range(TrainingClasses, ValidationClasses)];

    /// <summary>Positions of the 80 characters for meta-test.</summary>
    public static IReadOnlyList<int> Test { get; } = [.. Enumerable.Range(TrainingClasses + ValidationClasses, TestClasses)];

    /// <summary>Draws the data set; takes about a tenth of a second.</summary>
    public static ImageSet Draw()
    {
        var size = new ImageSize(Side, Side, 1);
        var pixels = new byte[Classes][];
        // Each character has a stream of its own, so that threads change nothing.
        Parallel.For(0, Classes, character => pixels[character] = Drawn(new RandomStream(Seed, (ulong)character), size));
        return new(size, pixels.Select((bytes, character) => new ImageClass(
            $"strokes {character:D3}", bytes, [.. Enumerable.Range(1, Drawers).Select(drawer => $"strokes {character:D3} by drawer {drawer:D2}")])));
    }

    private static byte[] Drawn(RandomStream random, ImageSize size)
    {
        var character = StrokeCharacter.Random(random);
        var pixels = new byte[Drawers * size.Bytes];
        for (var drawer = 0; drawer < Drawers; drawer++) character.Draw(random, Side, pixels.AsSpan(drawer * size.Bytes, size.Bytes));
        return pixels;
    }
}
