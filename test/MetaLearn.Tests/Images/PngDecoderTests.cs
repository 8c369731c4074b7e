using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public class PngDecoderTests
{
    // Sides at and around eight, so that interlaced passes are full, partial and empty.
    private static readonly (int Width, int Height)[] Sizes = [(1, 1), (3, 2), (4, 9), (8, 8), (13, 11)];

    private static readonly (int Type, int[] Depths)[] Kinds = [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])];

    public static TheoryData<int, int, bool> EveryKind()
    {
        var data = new TheoryData<int, int, bool>();
        foreach (var (type, depths) in Kinds)
            foreach (var depth in depths)
                foreach (var interlaced in new[] { false, true }) data.Add(type, depth, interlaced);
        return data;
    }

    private static int Sample(int x, int y, int c, int depth) => (int)((uint)(x * 2654435 + y * 40503 + c * 977 + x * y * 131) * 2654435761u >> (32 - depth));

    private static byte[] Palette(int entries) => [.. Enumerable.Range(0, 3 * entries).Select(i => (byte)(i * 29 + 7))];

    private static byte[] Expected(int width, int height, int channels, Func<int, int, (double R, double G, double B, double A)> colour)
    {
        var pixels = new List<byte>();
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (r, g, b, a) = colour(x, y);
                double[] white = [.. new[] { r, g, b }.Select(one => Math.Floor((Math.Round(255 * one) * Math.Round(255 * a) + 255 * (255 - Math.Round(255 * a))) / 255 + 0.5))];
                if (channels == 3) pixels.AddRange(white.Select(one => (byte)one));
                else pixels.Add((byte)Math.Floor(0.299 * white[0] + 0.587 * white[1] + 0.114 * white[2] + 0.5));
            }
        return [.. pixels];
    }

    // Grey rounds weights to 16 bits, so a luma that falls on a half may differ by one.
    private static void Same(byte[] expected, Picture picture, int within)
    {
        Assert.Equal(expected.Length, picture.Pixels.Length);
        for (var i = 0; i < expected.Length; i++) Assert.InRange(picture.Pixels.Span[i], expected[i] - within, expected[i] + within);
    }

    [Theory]
    [MemberData(nameof(EveryKind))]
    public void Decode_gives_the_pixels_of_every_kind_filter_and_size(int type, int depth, bool interlaced)
    {
        var most = (double)((1 << depth) - 1);
        var palette = Palette(1 << Math.Min(depth, 8));
        foreach (var (width, height) in Sizes)
            for (var filter = 0; filter < 6; filter++)
            {
                int Value(int x, int y, int c) => Sample(x, y, c, depth);
                (double, double, double, double) Colour(int x, int y)
                {
                    double At(int c) => Value(x, y, c) / most;
                    double Entry(int c) => palette[3 * Value(x, y, 0) + c] / 255.0;
                    return type switch { 0 => (At(0), At(0), At(0), 1), 2 => (At(0), At(1), At(2), 1), 3 => (Entry(0), Entry(1), Entry(2), 1), 4 => (At(0), At(0), At(0), At(1)), _ => (At(0), At(1), At(2), At(3)) };
                }
                // The sixth is all filters in turn.
                var file = PngEncoder.Picture(width, height, depth, type, interlaced, row => filter < 5 ? filter : (row + 1) % 5, Value, type == 3 ? [PngEncoder.Chunk("PLTE", palette)] : []);
                var colour = PngDecoder.Decode(file, "a.png", 3);
                Assert.Equal(new(height, width, 3), colour.Size);
                Same(Expected(width, height, 3, Colour), colour, 0);
                Same(Expected(width, height, 1, Colour), PngDecoder.Decode(file, "a.png", 1), type is 0 or 4 ? 0 : 1);
            }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 16)]
    [InlineData(2, 8)]
    [InlineData(2, 16)]
    public void The_transparent_colour_becomes_white(int type, int depth)
    {
        // In the second pixel the last bit differs: with 16 bits, one that is dropped later.
        int Value(int x, int y, int c) => (x == 1 ? 1 : 0) ^ (depth == 1 ? 0 : 40);
        var key = Enumerable.Range(0, PngEncoder.Samples(type)).SelectMany(c => new byte[] { (byte)(Value(0, 0, c) >> 8), (byte)Value(0, 0, c) });
        var file = PngEncoder.Picture(2, 1, depth, type, false, _ => 0, Value, PngEncoder.Chunk("tRNS", [.. key]));
        var pixels = PngDecoder.Decode(file, "a.png", 1).Pixels.ToArray();
        Assert.Equal(255, pixels[0]);
        Assert.Equal(depth switch { 1 => 255, 8 => 41, _ => 0 }, pixels[1]);
    }

    [Fact]
    public void Palette_entries_are_laid_over_white_by_their_opacity()
    {
        var file = PngEncoder.Picture(3, 1, 2, 3, false, _ => 0, (x, _, _) => x, PngEncoder.Chunk("PLTE", 0, 0, 0, 0, 0, 0, 0, 0, 0), PngEncoder.Chunk("tRNS", 0, 128));
        Assert.Equal([255, 127, 0], PngDecoder.Decode(file, "a.png", 1).Pixels.ToArray());
    }

    [Fact]
    public void Pixels_in_several_chunks_and_unknown_ancillary_chunks_are_read()
    {
        var whole = PngEncoder.Pixels(0, 1, 2, 3, 1, 4, 5, 6)[8..^4];
        byte[] file =
        [
            .. PngEncoder.Signature, .. PngEncoder.Header(3, 2, 8, 0), .. PngEncoder.Chunk("teXt", 1, 2), .. PngEncoder.Chunk("IDAT", whole[..5]), .. PngEncoder.Chunk("IDAT"),
            .. PngEncoder.Chunk("IDAT", whole[5..]), .. PngEncoder.Chunk("tIME", 7), .. PngEncoder.End,
        ];
        Assert.Equal([1, 2, 3, 4, 9, 15], PngDecoder.Decode(file, "a.png", 1).Pixels.ToArray());
    }
}
