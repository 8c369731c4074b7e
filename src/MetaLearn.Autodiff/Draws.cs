namespace MetaLearn.Autodiff;

/// <summary>How random operations use the counter of <see cref="RandomStream.Philox"/>: two numbers a block.</summary>
internal static class Draws
{
    // Another key than RandomStream's own, so that a program's noise never repeats the numbers its episodes were made from.
    private const ulong KeyOfPrograms = 0xD1B54A32D192ED03UL;

    /// <summary>Four random words for the elements 2 pair and 2 pair + 1.</summary>
    public static RandomStream.Block Block(RandomOperation operation, uint kind, ulong seed, long episode, int pair)
        => RandomStream.Philox(((ulong)(kind << 31 | (uint)operation.Stream) << 32) | (uint)pair, (ulong)episode, seed ^ KeyOfPrograms);

    /// <summary>One of a block's two numbers in [0, 1), a multiple of 2⁻⁵³.</summary>
    public static double Uniform(RandomStream.Block block, int which)
    {
        var (high, low) = which == 0 ? (block.A, block.B) : (block.C, block.D);
        return (((ulong)high << 21) ^ (low >> 11)) * (1.0 / (1UL << 53));
    }
}
