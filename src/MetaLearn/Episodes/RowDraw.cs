using System.Buffers;
using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>Draws rows without replacement. Of very many rows only those that were moved are kept.</summary>
internal readonly ref struct RowDraw
{
    private const int Many = 16_384;

    private readonly int[]? rented;
    private readonly Span<int> rows;
    private readonly Dictionary<int, int>? moved;
    private readonly int first;
    private readonly int count;

    /// <summary>All of <paramref name="count"/> rows from <paramref name="first"/> on.</summary>
    public RowDraw(int first, int count)
    {
        (this.first, this.count) = (first, count);
        if (count > Many)
        {
            moved = [];
            return;
        }
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
        if (moved is not null) return FromMany(moved, random, drawn, wanted);
        var left = rows[drawn..];
        var taken = Math.Min(wanted, left.Length);
        for (var i = 0; i < taken; i++)
        {
            var other = i + random.Below(left.Length - i);
            (left[i], left[other]) = (left[other], left[i]);
        }
        return left[..taken];
    }

    public void Dispose()
    {
        if (rented is not null) ArrayPool<int>.Shared.Return(rented);
    }

    // The same swaps: a place that is not in the dictionary still has its own row.
    private ReadOnlySpan<int> FromMany(Dictionary<int, int> moved, RandomStream random, int drawn, int wanted)
    {
        var result = new int[Math.Min(wanted, count - drawn)];
        for (var i = 0; i < result.Length; i++)
        {
            var (place, other) = (drawn + i, drawn + i + random.Below(count - drawn - i));
            result[i] = moved.GetValueOrDefault(other, first + other);
            moved[other] = moved.GetValueOrDefault(place, first + place);
            moved[place] = result[i];
        }
        return result;
    }
}
