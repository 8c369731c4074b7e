namespace MetaLearn.Images;

/// <summary>The bits of a JPEG scan: a zero byte behind each 255 is left out, and any other byte there ends them.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data, int start)
{
    private const int Word = 32;

    private readonly ReadOnlySpan<byte> data = data;
    private uint buffer;
    private int count;

    /// <summary>Where the next byte is read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>The next 16 bits, with zeros behind the last one, without passing them.</summary>
    public uint Peek16()
    {
        if (count < 16) Fill();
        return buffer >> 16;
    }

    /// <summary>Passes bits, at most 16.</summary>
    /// <exception cref="InvalidDataException">There are not so many.</exception>
    public void Pass(int bits)
    {
        if (bits > count) throw new InvalidDataException("its pixels end too early");
        buffer <<= bits;
        count -= bits;
    }

    /// <summary>The next bits as a number, at most 16.</summary>
    public int Next(int bits)
    {
        if (bits == 0) return 0;
        var value = (int)(Peek16() >> (16 - bits));
        Pass(bits);
        return value;
    }

    /// <summary>The next bits as JPEG's signed number: those whose first bit is 0 are negative.</summary>
    public int Signed(int bits)
    {
        var value = Next(bits);
        return bits == 0 || value >= 1 << (bits - 1) ? value : value - (1 << bits) + 1;
    }

    /// <summary>Drops what is left of the present byte and passes a restart marker.</summary>
    /// <exception cref="InvalidDataException">Something else stands here.</exception>
    public void Restart()
    {
        (buffer, count) = (0, 0);
        if (Position + 1 >= data.Length || data[Position] != 0xFF || data[Position + 1] is < 0xD0 or > 0xD7) throw new InvalidDataException("a restart marker is missing");
        Position += 2;
    }

    private void Fill()
    {
        for (; count <= Word - 8 && Position < data.Length; count += 8)
        {
            var value = data[Position];
            if (value == 0xFF && (Position + 1 >= data.Length || data[Position + 1] != 0)) return;
            Position += value == 0xFF ? 2 : 1;
            buffer |= (uint)value << (Word - 8 - count);
        }
    }
}
