
namespace MetaLearn.Autodiff.Cpu;

/// <summary>How an array is read at another shape it broadcasts to: lengths and source strides, neighbouring axes merged where possible.</summary>
internal sealed unsafe class Stretch
{
    private const int MaximumAxes = 8;

    private readonly int[] lengths;
    private readonly int[] strides;

    private Stretch(int[] lengths, int[] strides) => (this.lengths, this.strides) = (lengths, strides);

    /// <summary>Whether reading is a plain run through the source.</summary>
    public bool IsDirect => lengths.Length == 1 && strides[0] == 1;

    /// <summary>After how many elements the stretched array repeats itself; 0 when it does not.</summary>
    public int Period => lengths.Length > 1 && strides[0] == 0 ? lengths.Skip(1).Aggregate(1, (product, length) => product * length) : 0;

    /// <summary>How shape <paramref name="from"/> is read at <paramref name="to"/>.</summary>
    public static Stretch Of(Shape from, Shape to)
    {
        List<int> lengths = [], strides = [];
        var natural = 1;
        for (var i = 1; i <= to.Rank; i++)
        {
            var source = i <= from.Rank ? from.Lengths[^i] : 1;
            var stride = source == 1 ? 0 : natural;
            natural *= source;
            if (to.Lengths[^i] == 1) continue;
            if (lengths.Count > 0 && stride == (strides[^1] == 0 ? 0 : strides[^1] * lengths[^1])) lengths[^1] *= to.Lengths[^i];
            else
            {
                lengths.Add(to.Lengths[^i]);
                strides.Add(stride);
            }
        }
        if (lengths.Count == 0) return new([1], [1]);
        if (lengths.Count > MaximumAxes) throw new ShapeException($"Broadcasting {from} to {to} alternates over more than {MaximumAxes} groups of axes.");
        lengths.Reverse();
        strides.Reverse();
        return new([.. lengths], [.. strides]);
    }

    /// <summary>Writes elements start … start + count − 1 of the stretched array.</summary>
    public void Expand<T>(T* source, T* destination, int start, int count) where T : unmanaged
    {
        var last = lengths.Length - 1;
        var (inner, stride) = (lengths[last], strides[last]);
        var index = stackalloc int[MaximumAxes];
        var (rest, position) = Math.DivRem(start, inner);
        nint offset = 0;
        for (var axis = last - 1; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, lengths[axis]);
            offset += (nint)index[axis] * strides[axis];
        }
        while (count > 0)
        {
            var run = Math.Min(inner - position, count);
            if (stride == 0) new Span<T>(destination, run).Fill(source[offset]);
            else if (stride == 1) new ReadOnlySpan<T>(source + offset + position, run).CopyTo(new(destination, run));
            else
                for (var i = 0; i < run; i++) destination[i] = source[offset + (nint)(position + i) * stride];
            destination += run;
            count -= run;
            position = 0;
            for (var axis = last - 1; axis >= 0; axis--)
            {
                offset += strides[axis];
                if (++index[axis] < lengths[axis]) break;
                offset -= (nint)lengths[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }
}
