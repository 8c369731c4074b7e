using System.Runtime.InteropServices;

namespace MetaLearn.Autodiff;

/// <summary>
/// Random numbers from Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): a counter-based generator,
/// so that a number depends on (seed, stream, position) alone and is the same on every runtime and for any number of threads.
/// Not thread-safe: give each episode its own stream with <see cref="Split"/>.
/// </summary>
public sealed class RandomStream
{
    private ulong seed;
    private ulong stream;
    private ulong block;
    private int used = 4;
    private Block current;

    /// <summary>Starts the stream at its first number.</summary>
    /// <param name="seed">The key of the generator.</param>
    /// <param name="stream">Which of the 2⁶⁴ independent streams of that seed.</param>
    public RandomStream(ulong seed, ulong stream = 0) => (this.seed, this.stream) = (seed, stream);

    /// <summary>The stream with the given number below this one: the same for the same (seed, stream, index), wherever this one stands.</summary>
    public RandomStream Split(ulong index)
    {
        var below = new RandomStream(seed, stream);
        below.Descend(index);
        return below;
    }

    /// <summary>Starts again, as another stream: what a new one would be, without making it. For sources that are asked again and again.</summary>
    /// <param name="toSeed">As <c>seed</c> of the constructor.</param>
    /// <param name="toStream">As <c>stream</c> of the constructor.</param>
    public void Restart(ulong toSeed, ulong toStream = 0) => (seed, stream, block, used) = (toSeed, toStream, 0, 4);

    /// <summary>Becomes, at its first number, the stream that <see cref="Split"/> would give.</summary>
    public void Descend(ulong index)
    {
        var key = Philox(index, stream, seed ^ 0x9E3779B97F4A7C15UL);
        Restart(((ulong)key.B << 32) | key.A, ((ulong)key.D << 32) | key.C);
    }

    /// <summary>Uniform over all 2³² values.</summary>
    public uint NextUInt32()
    {
        if (used == 4)
        {
            current = Philox(block++, stream, seed);
            used = 0;
        }
        return used++ switch { 0 => current.A, 1 => current.B, 2 => current.C, _ => current.D };
    }

    /// <summary>Uniform in [0, 1): a multiple of 2⁻⁵³.</summary>
    public double NextDouble() => (((ulong)NextUInt32() << 21) ^ (NextUInt32() >> 11)) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Uniform(double low, double high) => low + (high - low) * NextDouble();

    /// <summary>Standard normal, by Box and Muller's method; each call uses two uniforms.</summary>
    public double Normal()
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Uniform over 0 … count − 1, without bias.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public int Below(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var limit = (1UL << 32) / (uint)count * (uint)count;
        ulong draw;
        do draw = NextUInt32(); while (draw >= limit);
        return (int)(draw % (uint)count);
    }

    /// <summary>Puts the items into a uniformly random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Ten rounds of Philox on the counter (low, high) with the key.</summary>
    internal static Block Philox(ulong low, ulong high, ulong key)
    {
        uint a = (uint)low, b = (uint)(low >> 32), c = (uint)high, d = (uint)(high >> 32), k0 = (uint)key, k1 = (uint)(key >> 32);
        for (var round = 0; round < 10; round++)
        {
            var p = (ulong)a * 0xD2511F53U;
            var q = (ulong)c * 0xCD9E8D57U;
            (a, b, c, d) = ((uint)(q >> 32) ^ b ^ k0, (uint)q, (uint)(p >> 32) ^ d ^ k1, (uint)p);
            k0 += 0x9E3779B9U;
            k1 += 0xBB67AE85U;
        }
        return new(a, b, c, d);
    }

    /// <summary>Four random words.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Block(uint A, uint B, uint C, uint D);
}
