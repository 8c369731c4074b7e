using System.Buffers;
using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>Draws rows without replacement.</summary>
internal readonly ref struct RowDraw
{
    private readonly int[] rented;
    private readonly Span<int> rows;

    /// <summary>All of <paramref name="count"/> rows from <paramref name="first"/> on.</summary>
    public RowDraw(int first, int count)
    {
        rented = ArrayPool<int>.Shared.Rent(count);
        rows = rented.AsSpan(0, count);
        for (var i = 0; i < count; i++) rows[i] = first + i;
    }

    /// <summary>
    /// A uniform draw of the rows after the first <paramref name="drawn"/>, which were drawn before, in random order. When fewer are left than asked for it is all of them, and the caller repeats them in turn:
    /// row i is <c>result[i % result.Length]</c>.
    /// </summary>
    public ReadOnlySpan<int> Next(RandomStream random, int drawn, int wanted)
    {
        var left = rows[drawn..];
        var count = Math.Min(wanted, left.Length);
        for (var i = 0; i < count; i++)
        {
            var other = i + random.Below(left.Length - i);
            (left[i], left[other]) = (left[other], left[i]);
        }
        return left[..count];
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(rented);
}
