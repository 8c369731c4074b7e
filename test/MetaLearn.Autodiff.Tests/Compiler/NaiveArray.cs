namespace MetaLearn.Autodiff.Tests.Compiler;

/// <summary>Arrays computed one element at a time, from its indexes: nothing is shared with what is tested.</summary>
internal sealed record NaiveArray(int[] Lengths, double[] Values)
{
    public NaiveArray Map(Func<double, double> function) => this with { Values = Array.ConvertAll(Values, value => function(value)) };

    public static NaiveArray Broadcast(NaiveArray x, NaiveArray y, Func<double, double, double> function)
    {
        var rank = Math.Max(x.Lengths.Length, y.Lengths.Length);
        var lengths = new int[rank];
        for (var i = 1; i <= rank; i++) lengths[^i] = x.LengthFromEnd(i) == 1 ? y.LengthFromEnd(i) : x.LengthFromEnd(i);
        return Build(lengths, index => function(x.At(index), y.At(index)));
    }

    /// <summary>Reduced axes keep length 1; the result is scaled by a function of the number of elements behind one.</summary>
    public NaiveArray Reduce(int[] axes, double start, Func<double, double, double> combine, Func<int, double> scale)
    {
        int[] lengths = [.. Lengths.Select((length, axis) => axes.Contains(axis) ? 1 : length)];
        var result = new double[Count(lengths)];
        Array.Fill(result, start);
        for (var i = 0; i < Values.Length; i++)
        {
            int[] index = [.. Index(Lengths, i).Select((place, axis) => axes.Contains(axis) ? 0 : place)];
            ref var target = ref result[Position(lengths, index)];
            target = combine(target, Values[i]);
        }
        return new NaiveArray(lengths, result).Map(value => value * scale(Values.Length / result.Length));
    }

    public NaiveArray SwapLastTwo()
    {
        int[] lengths = [.. Lengths[..^2], Lengths[^1], Lengths[^2]];
        return Build(lengths, index => At([.. index[..^2], index[^1], index[^2]]));
    }

    public static NaiveArray MatMul(NaiveArray x, NaiveArray y)
        => Build([x.Lengths[0], y.Lengths[1]], index => Enumerable.Range(0, x.Lengths[1]).Sum(k => x.At([index[0], k]) * y.At([k, index[1]])));

    private static NaiveArray Build(int[] lengths, Func<int[], double> element)
        => new(lengths, [.. Enumerable.Range(0, Count(lengths)).Select(i => element(Index(lengths, i)))]);

    private static int Count(int[] lengths) => lengths.Aggregate(1, (count, length) => count * length);

    private static int[] Index(int[] lengths, int position)
    {
        var index = new int[lengths.Length];
        for (var axis = lengths.Length - 1; axis >= 0; axis--) (position, index[axis]) = Math.DivRem(position, lengths[axis]);
        return index;
    }

    private static int Position(int[] lengths, int[] index)
    {
        var position = 0;
        for (var axis = 0; axis < lengths.Length; axis++) position = position * lengths[axis] + index[axis];
        return position;
    }

    private int LengthFromEnd(int i) => i <= Lengths.Length ? Lengths[^i] : 1;

    // The index may be of a larger shape that this one stretches to.
    private double At(int[] index)
    {
        var own = index[(index.Length - Lengths.Length)..];
        for (var axis = 0; axis < own.Length; axis++)
            if (Lengths[axis] == 1) own[axis] = 0;
        return Values[Position(Lengths, own)];
    }
}
