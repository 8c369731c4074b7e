namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Rows of 0 with a 1 at each label's place: <c>[..] → [.., ways]</c>. A label that is not one of 0 … ways − 1 gives a row of zeros.
    /// Its derivative is zero.
    /// </summary>
    /// <param name="labels">Whole numbers, any shape.</param>
    /// <param name="ways">Number of classes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="ways"/> is not positive.</exception>
    public static Expression OneHot(Expression labels, int ways)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ways);
        var ramp = new double[ways];
        for (var way = 0; way < ways; way++) ramp[way] = way;
        return Equal(Reshape(labels, new([.. labels.Shape.Lengths, 1])), Constant(ramp, new(ways)));
    }
}
