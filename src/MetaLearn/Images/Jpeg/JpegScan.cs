namespace MetaLearn.Images;

/// <summary>Reads the coefficients of one scan, sequential or progressive (ISO/IEC 10918-1, annexes F and G).</summary>
/// <param name="components">Of the scan.</param>
/// <param name="isProgressive">Of the frame.</param>
/// <param name="first">First coefficient of the band in zigzag order.</param>
/// <param name="last">Its last one.</param>
/// <param name="refines">Whether earlier scans gave the bits above.</param>
/// <param name="low">The lowest bit that this scan gives.</param>
internal sealed class JpegScan(JpegComponent[] components, bool isProgressive, int first, int last, bool refines, int low)
{
    private static readonly byte[] Natural =
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    private int emptyBlocks;

    /// <summary>Where a coefficient in zigzag order stands in a block.</summary>
    public static int Place(int zigzag) => Natural[zigzag];

    /// <summary>Reads all blocks. A scan of one component has its own blocks row by row; one of several goes by minimum coded units.</summary>
    /// <param name="bits">At the scan's first bit.</param>
    /// <param name="across">Largest factor of the frame.</param>
    /// <param name="size">Of the picture.</param>
    /// <param name="down">Largest factor of the frame.</param>
    /// <param name="restart">Units between two restarts; 0 for none.</param>
    public void Read(ref JpegBits bits, (int Width, int Height) size, int across, int down, int restart)
    {
        var alone = components is [var only] ? only : null;
        var columns = alone is null ? JpegComponent.Divided(size.Width, 8 * across) : JpegComponent.Divided(alone.Width, 8);
        var rows = alone is null ? JpegComponent.Divided(size.Height, 8 * down) : JpegComponent.Divided(alone.Height, 8);
        Reset();
        for (var unit = 0; unit < rows * columns; unit++)
        {
            if (restart > 0 && unit > 0 && unit % restart == 0)
            {
                bits.Restart();
                Reset();
            }
            var (row, column) = (unit / columns, unit % columns);
            if (alone is not null) Block(ref bits, alone, alone.Block(row, column));
            else
                foreach (var component in components)
                    for (var place = 0; place < component.Down * component.Across; place++)
                        Block(ref bits, component, component.Block(row * component.Down + place / component.Across, column * component.Across + place % component.Across));
        }
    }

    private void Reset()
    {
        emptyBlocks = 0;
        foreach (var component in components) component.Predictor = 0;
    }

    private void Block(ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        if (first == 0) First(ref bits, component, block);
        if (last == 0) return;
        var table = component.Ac ?? throw new InvalidDataException("a Huffman table is missing");
        if (refines) Refine(ref bits, table, block);
        else Band(ref bits, table, block);
    }

    private void First(ref JpegBits bits, JpegComponent component, Span<short> block)
    {
        if (refines)
        {
            block[0] |= (short)(bits.Next(1) << low);
            return;
        }
        var length = (component.Dc ?? throw new InvalidDataException("a Huffman table is missing")).Next(ref bits);
        if (length > 11) throw new InvalidDataException("a difference is too long");
        component.Predictor += bits.Signed(length);
        block[0] = (short)(component.Predictor << low);
    }

    private void Band(ref JpegBits bits, JpegHuffman table, Span<short> block)
    {
        if (emptyBlocks > 0)
        {
            emptyBlocks--;
            return;
        }
        for (var at = Math.Max(1, first); at <= last; at++)
        {
            var symbol = table.Next(ref bits);
            var (zeros, length) = (symbol >> 4, symbol & 15);
            if (length == 0 && zeros < 15)
            {
                if (isProgressive) emptyBlocks = (1 << zeros) - 1 + bits.Next(zeros);
                return;
            }
            at += zeros;
            if (at > last) throw new InvalidDataException("a run leaves its block");
            if (length > 0) block[Natural[at]] = (short)(bits.Signed(length) << low);
        }
    }

    // Bits for what is there already come between the zeros that a run counts.
    private void Refine(ref JpegBits bits, JpegHuffman table, Span<short> block)
    {
        var at = Math.Max(1, first);
        while (emptyBlocks == 0 && at <= last)
        {
            var symbol = table.Next(ref bits);
            var (zeros, length) = (symbol >> 4, symbol & 15);
            var value = 0;
            if (length == 1) value = bits.Next(1) == 1 ? 1 << low : -1 << low;
            else if (length > 1) throw new InvalidDataException("a refinement is more than a bit");
            else if (zeros < 15)
            {
                emptyBlocks = (1 << zeros) + bits.Next(zeros);
                break;
            }
            for (; at <= last; at++)
            {
                ref var coefficient = ref block[Natural[at]];
                if (coefficient != 0) Sharpen(ref bits, ref coefficient);
                else if (zeros-- == 0) break;
            }
            if (value != 0)
            {
                if (at > last) throw new InvalidDataException("a run leaves its block");
                block[Natural[at]] = (short)value;
            }
            at++;
        }
        if (emptyBlocks == 0) return;
        for (; at <= last; at++)
            if (block[Natural[at]] != 0) Sharpen(ref bits, ref block[Natural[at]]);
        emptyBlocks--;
    }

    private void Sharpen(ref JpegBits bits, ref short coefficient)
    {
        if (bits.Next(1) == 1) coefficient += (short)(coefficient > 0 ? 1 << low : -1 << low);
    }
}
