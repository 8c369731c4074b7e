using MetaLearn.Episodes;
using MetaLearn.Images;

namespace MetaLearn.Tests.Images;

public class PngFaultTests
{
    private static readonly byte[] Rows = [0, 1, 2, 0, 3, 4];

    private static byte[] File(params byte[][] chunks) => [.. PngEncoder.Signature, .. chunks.SelectMany(one => one)];

    private static readonly byte[] Header = PngEncoder.Header(2, 2, 8, 0);

    private static readonly byte[] Good = File(Header, PngEncoder.Pixels(Rows), PngEncoder.End);

    private static byte[] Changed(int position)
    {
        byte[] file = [.. Good];
        file[position] ^= 0x55;
        return file;
    }

    public static TheoryData<string, byte[]> Faults() => new()
    {
        { "The file has 0 bytes and no PNG signature.", [] },
        { "The file does not start with the PNG signature.", Changed(1) },
        { "The PNG is cut off: its last chunk, 'IEND', is missing.", File(Header, PngEncoder.Pixels(Rows)) },
        { "The PNG is cut off at byte 40, inside the head of a chunk.", Good[..40] },
        { "The PNG is cut off: chunk 'IHDR' at byte 8 says 13 bytes, 12 are left.", Good[..32] },
        { "3 bytes follow the PNG's end; expected none.", [.. Good, 1, 2, 3] },
        { "The checksum of chunk 'IHDR' at byte 8 is wrong; the file is damaged.", Changed(17) },
        { "The checksum of chunk 'IDAT' at byte 33 is wrong; the file is damaged.", Changed(44) },
        { "At byte 33 a PNG chunk was expected; its name is not four letters.", Changed(37) },
        { "The PNG's first chunk is 'IEND'; expected 'IHDR'.", File(PngEncoder.End) },
        { "The PNG has two chunks 'IHDR'; expected 1.", File(Header, Header) },
        { "The PNG's header has 2 bytes; expected 13.", File(PngEncoder.Chunk("IHDR", 1, 2)) },
        { "The picture is 0 pixels wide and 2 high; expected at least 1 of each.", File(PngEncoder.Header(0, 2, 8, 0)) },
        { "The picture is 2 pixels wide and 0 high; expected at least 1 of each.", File(PngEncoder.Header(2, 0, 8, 0)) },
        { "The picture is 4294967295 pixels wide and 4294967295 high, 18446744065119617025 in all; at most 67108864 are read.", File(PngEncoder.Header(uint.MaxValue, uint.MaxValue, 8, 0)) },
        { "The PNG's colour type is 5; expected 0, 2, 3, 4 or 6.", File(PngEncoder.Header(2, 2, 8, 5)) },
        { "The PNG has 4 bits a sample, which colour type 2 does not allow.", File(PngEncoder.Header(2, 2, 4, 2)) },
        { "The PNG has 16 bits a sample, which colour type 3 does not allow.", File(PngEncoder.Header(2, 2, 16, 3)) },
        { "The PNG has 3 bits a sample, which colour type 0 does not allow.", File(PngEncoder.Header(2, 2, 3, 0)) },
        { "The PNG's compression method is 1; expected 0.", File(PngEncoder.Header(2, 2, 8, 0, compression: 1)) },
        { "The PNG's filter method is 1; expected 0.", File(PngEncoder.Header(2, 2, 8, 0, filter: 1)) },
        { "The PNG's interlace method is 2; expected 0 or 1.", File(PngEncoder.Header(2, 2, 8, 0, interlace: 2)) },
        { "The PNG has no pixels: there is no chunk 'IDAT'.", File(Header, PngEncoder.End) },
        { "The PNG needs chunk 'NEWx', which is not known here.", File(Header, PngEncoder.Chunk("NEWx")) },
        { "Chunk 'tIME' stands between two chunks 'IDAT'; expected none.", File(Header, PngEncoder.Pixels(Rows), PngEncoder.Chunk("tIME"), PngEncoder.Pixels(Rows)) },
        { "The PNG's pixels are indices, but there is no palette: chunk 'PLTE' is missing.", File(PngEncoder.Header(2, 2, 8, 3), PngEncoder.Pixels(Rows), PngEncoder.End) },
        { "The PNG has a palette, which colour type 0 does not allow.", File(Header, PngEncoder.Chunk("PLTE", 1, 2, 3)) },
        { "The PNG's palette has 4 bytes; expected three for each of 1 to 256 entries.", File(PngEncoder.Header(2, 2, 8, 3), PngEncoder.Chunk("PLTE", 1, 2, 3, 4)) },
        { "The PNG's palette has 9 bytes; expected three for each of 1 to 2 entries.", File(PngEncoder.Header(2, 2, 1, 3), PngEncoder.Chunk("PLTE", new byte[9])) },
        { "The PNG's chunk 'tRNS' has 3 bytes, which does not fit colour type 0.", File(Header, PngEncoder.Chunk("tRNS", 1, 2, 3)) },
        { "The PNG's chunk 'tRNS' has 2 bytes, which does not fit colour type 3 with 1 palette entries.", File(PngEncoder.Header(2, 2, 8, 3), PngEncoder.Chunk("PLTE", 1, 2, 3), PngEncoder.Chunk("tRNS", 1, 2)) },
        { "A pixel has palette index 4; the palette has 1 entries.", File(PngEncoder.Header(2, 2, 8, 3), PngEncoder.Chunk("PLTE", 1, 2, 3), PngEncoder.Pixels(0, 0, 0, 0, 0, 4), PngEncoder.End) },
        { "Row 2 has filter 5; expected 0 to 4.", File(Header, PngEncoder.Pixels(0, 1, 2, 5, 3, 4), PngEncoder.End) },
        { "The PNG's pixels end in row 2 of 2.", File(Header, PngEncoder.Pixels(0, 1, 2, 0, 3), PngEncoder.End) },
        { "The PNG has more pixels than its 2×2.", File(Header, PngEncoder.Pixels([.. Rows, 7]), PngEncoder.End) },
        { "The PNG's compressed pixels are damaged or cut off.", File(Header, PngEncoder.Chunk("IDAT", 1, 2, 3), PngEncoder.End) },
        { "5 bytes of compressed pixels cannot hold the 8000×8000 pixels that the PNG's header says.", File(PngEncoder.Header(8000, 8000, 8, 0), PngEncoder.Chunk("IDAT", new byte[5]), PngEncoder.End) },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_wrong_PNG_is_refused_in_one_sentence(string problem, byte[] file)
        => Assert.Equal($"a.png: {problem}", Assert.Throws<DataException>(() => PngDecoder.Decode(file, "a.png", 1)).Message);

    [Fact]
    public void Every_cut_is_refused()
    {
        for (var length = 0; length < Good.Length; length++) Assert.Throws<DataException>(() => PngDecoder.Decode(Good.AsMemory(0, length), "a.png", 1));
        Assert.Equal([1, 2, 3, 4], PngDecoder.Decode(Good, "a.png", 1).Pixels.ToArray());
    }

    [Fact]
    public void Every_damaged_byte_is_refused()
    {
        for (var position = 0; position < Good.Length; position++) Assert.Throws<DataException>(() => PngDecoder.Decode(Changed(position), "a.png", 1));
    }

    [Fact]
    public void Compressed_pixels_whose_own_checksum_is_wrong_are_refused()
    {
        var pixels = PngEncoder.Pixels(Rows)[8..^4];
        pixels[^1] ^= 1;
        Assert.Throws<DataException>(() => PngDecoder.Decode(File(Header, PngEncoder.Chunk("IDAT", pixels), PngEncoder.End), "a.png", 1));
    }

    [Fact]
    public void The_caller_can_allow_fewer_pixels()
        => Assert.Equal("a.png: The picture is 2 pixels wide and 2 high, 4 in all; at most 3 are read.", Assert.Throws<DataException>(() => PngDecoder.Decode(Good, "a.png", 1, 3)).Message);
}
