namespace MetaLearn.Images;

/// <summary>A Huffman table of a JPEG file (ISO/IEC 10918-1, annex C): codes of each length follow one another.</summary>
internal sealed class JpegHuffman
{
    private const int Longest = 16;

    private readonly byte[] symbols;

    // Of each length: one past its last code, aligned to 16 bits, and what leads from a code to its symbol.
    private readonly uint[] ends = new uint[Longest + 1];
    private readonly int[] offsets = new int[Longest + 1];

    /// <summary>Makes the table.</summary>
    /// <param name="counts">Codes of length 1 to 16.</param>
    /// <param name="symbols">As many as codes.</param>
    /// <exception cref="InvalidDataException">There are more codes of a length than it has room for.</exception>
    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        var (code, symbol) = (0, 0);
        for (var length = 1; length <= Longest; length++)
        {
            offsets[length] = symbol - code;
            (code, symbol) = (code + counts[length - 1], symbol + counts[length - 1]);
            if (code > 1 << length) throw new InvalidDataException("a Huffman table has more codes than there can be");
            ends[length] = (uint)code << (Longest - length);
            code <<= 1;
        }
    }

    /// <summary>Reads one symbol.</summary>
    /// <exception cref="InvalidDataException">The bits are no code, or end.</exception>
    public int Next(ref JpegBits bits)
    {
        var next = bits.Peek16();
        for (var length = 1; length <= Longest; length++)
        {
            if (next >= ends[length]) continue;
            bits.Pass(length);
            return symbols[(int)(next >> (Longest - length)) + offsets[length]];
        }
        throw new InvalidDataException("its pixels hold a code that no table has");
    }
}
