namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// MT19937 (Matsumoto and Nishimura, 1998), seeded and read as NumPy's <c>RandomState</c> does: published goals were drawn by it. For those alone;
/// everything else draws from <see cref="Autodiff.RandomStream"/>.
/// </summary>
internal sealed class MersenneTwister
{
    private const int Size = 624, Shift = 397;

    private readonly uint[] state = new uint[Size];
    private int next = Size;

    /// <summary>Seeds as <c>init_genrand</c>.</summary>
    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (var i = 1; i < Size; i++) state[i] = unchecked(1812433253u * (state[i - 1] ^ (state[i - 1] >> 30)) + (uint)i);
    }

    /// <summary>Uniform over all 2³² values.</summary>
    public uint NextUInt32()
    {
        if (next == Size) Twist();
        var y = state[next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680u;
        y ^= (y << 15) & 0xEFC60000u;
        return y ^ (y >> 18);
    }

    /// <summary>Uniform in [0, 1): a multiple of 2⁻⁵³, from 27 and 26 bits.</summary>
    public double NextDouble() => ((NextUInt32() >> 5) * 67108864.0 + (NextUInt32() >> 6)) / 9007199254740992.0;

    /// <summary>Uniform in [low, high), rounded as NumPy rounds it.</summary>
    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    private void Twist()
    {
        for (var i = 0; i < Size; i++)
        {
            var y = (state[i] & 0x80000000u) | (state[(i + 1) % Size] & 0x7FFFFFFFu);
            state[i] = state[(i + Shift) % Size] ^ (y >> 1) ^ ((y & 1) * 0x9908B0DFu);
        }
        next = 0;
    }
}
