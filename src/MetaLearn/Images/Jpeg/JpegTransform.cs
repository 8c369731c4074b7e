namespace MetaLearn.Images;

/// <summary>
/// The inverse cosine transform of 8×8 blocks in whole numbers (Loeffler, Ligtenberg and Moschytz 1989; 13-bit constants, two bits kept between the passes): the
/// arithmetic of the reference decoder, so that pixels are equal to its own.
/// </summary>
internal static class JpegTransform
{
    private const int Bits = 13, Kept = 2;

    /// <summary>A component's pixels, <c>[rows · 8, stride · 8]</c>: blocks that only fill up are transformed too.</summary>
    /// <param name="component">With all its coefficients.</param>
    /// <param name="quantization">64 factors in natural order.</param>
    public static byte[] Pixels(JpegComponent component, ReadOnlySpan<ushort> quantization)
    {
        var width = component.Stride * 8;
        var pixels = new byte[width * component.Rows * 8];
        Span<int> block = stackalloc int[64];
        for (var row = 0; row < component.Rows; row++)
            for (var column = 0; column < component.Stride; column++)
            {
                var coefficients = component.Block(row, column);
                for (var i = 0; i < 64; i++) block[i] = coefficients[i] * quantization[i];
                for (var i = 0; i < 8; i++) Line(block, i, 8, Bits - Kept);
                for (var i = 0; i < 8; i++) Line(block, i * 8, 1, Bits + Kept + 3);
                for (var i = 0; i < 64; i++) pixels[(row * 8 + i / 8) * width + column * 8 + i % 8] = (byte)Math.Clamp(block[i] + 128, 0, 255);
            }
        return pixels;
    }

    private static void Line(Span<int> block, int start, int step, int shift)
    {
        int At(Span<int> from, int i) => from[start + i * step];
        // Even coefficients.
        var turned = (At(block, 2) + At(block, 6)) * 4433;
        var (low, high) = (turned - At(block, 6) * 15137, turned + At(block, 2) * 6270);
        var (sum, difference) = ((At(block, 0) + At(block, 4)) << Bits, (At(block, 0) - At(block, 4)) << Bits);
        var (even0, even3, even1, even2) = (sum + high, sum - high, difference + low, difference - low);
        // Odd coefficients.
        int a = At(block, 7), b = At(block, 5), c = At(block, 3), d = At(block, 1);
        var both = (a + c + b + d) * 9633;
        int ad = -(a + d) * 7373, bc = -(b + c) * 20995, ac = both - (a + c) * 16069, bd = both - (b + d) * 3196;
        a = a * 2446 + ad + ac;
        b = b * 16819 + bc + bd;
        c = c * 25172 + bc + ac;
        d = d * 12299 + ad + bd;
        var half = 1 << (shift - 1);
        void Pair(Span<int> to, int i, int even, int odd) => (to[start + i * step], to[start + (7 - i) * step]) = ((even + odd + half) >> shift, (even - odd + half) >> shift);
        Pair(block, 0, even0, d);
        Pair(block, 1, even1, c);
        Pair(block, 2, even2, b);
        Pair(block, 3, even3, a);
    }
}
