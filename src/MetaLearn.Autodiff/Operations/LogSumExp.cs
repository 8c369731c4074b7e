namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>log Σ eˣ of all elements, shape <c>[]</c>. See <see cref="LogSumExp(Expression, ReadOnlySpan{int}, bool)"/>.</summary>
    public static Expression LogSumExp(Expression x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return LogSumExp(x, AllAxes(x));
    }

    /// <summary>
    /// log Σ eˣ along axes, shifted by the maximum: any finite x is safe, and −∞ (a masked element) counts as e^−∞ = 0. Any order; its gradient is
    /// the softmax.
    /// </summary>
    /// <param name="x">Any shape; the axes must have at least one element.</param>
    /// <param name="axes">Each once, in <c>[-rank, rank)</c>.</param>
    /// <param name="keepDimensions">Whether summed axes stay with length 1.</param>
    public static Expression LogSumExp(Expression x, ReadOnlySpan<int> axes, bool keepDimensions = false)
    {
        var shift = Shift(x, axes);
        var kept = Log(Sum(Exp(x - shift), axes, keepDimensions: true)) + shift;
        return keepDimensions ? kept : Reshape(kept, Sum(x, axes).Shape);
    }

    /// <summary>
    /// eˣ / Σ eˣ along one axis, shifted by the maximum; the elements along the axis sum to 1. Any order.
    /// </summary>
    /// <param name="x">Unnormalised scores, any shape of rank ≥ 1.</param>
    /// <param name="axis">In <c>[-rank, rank)</c>; the last by default.</param>
    public static Expression Softmax(Expression x, int axis = -1)
    {
        var weights = Exp(x - Shift(x, [axis]));
        return weights / Sum(weights, [axis], keepDimensions: true);
    }

    /// <summary>The logarithm of <see cref="Softmax"/>, in nats, without forming the quotient: finite for any finite x. Any order.</summary>
    /// <param name="x">Unnormalised scores, any shape of rank ≥ 1.</param>
    /// <param name="axis">In <c>[-rank, rank)</c>; the last by default.</param>
    public static Expression LogSoftmax(Expression x, int axis = -1)
    {
        var shifted = x - Shift(x, [axis]);
        return shifted - Log(Sum(Exp(shifted), [axis], keepDimensions: true));
    }

    // The result does not depend on the shift, so neither does any derivative. An infinite maximum cannot be subtracted.
    private static Expression Shift(Expression x, ReadOnlySpan<int> axes)
    {
        var max = StopGradient(Max(x, axes, keepDimensions: true));
        return Where(Equal(Abs(max), double.PositiveInfinity), 0, max);
    }
}
