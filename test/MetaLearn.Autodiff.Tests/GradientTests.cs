namespace MetaLearn.Autodiff.Tests;

public sealed class GradientTests
{
    private readonly Parameter x = new("x", Shape.Scalar);
    private readonly Parameter y = new("y", Shape.Scalar);

    [Fact]
    public void Third_order_agrees_with_differences()
    {
        GradientCheck.Assert(x => Exp(Sin(x[0])) * Power(x[0], 3), [(new(4), [-1.2, 0.3, 0.9, 1.7])], order: 3, tolerance: 1e-6);
        GradientCheck.Assert(x => Tanh(x[0]), [(new(3), [-0.8, 0.2, 1.4])], order: 3, tolerance: 1e-6);
        GradientCheck.Assert(
            x => MatMul(Tanh(MatMul(x[0], x[1])), x[2]),
            [(new(2, 3), [0.1, -0.4, 0.7, 0.2, 0.5, -0.3]), (new(3, 2), [0.3, 0.8, -0.6, 0.1, 0.4, -0.9]), (new(2, 2), [1, -0.5, 0.25, 2])],
            order: 3, tolerance: 1e-6);
    }

    [Fact]
    public void Tenth_derivative_of_a_sine_is_minus_itself()
    {
        var f = Sin(x);
        for (var order = 0; order < 10; order++) f = Gradient(f, x);
        Assert.Equal(-Math.Sin(0.7), Compute.Value(f, (x, 0.7)), 1e-14);
    }

    [Fact]
    public void An_inner_derivative_does_not_confuse_its_variable_with_the_outer_one()
    {
        // d/dx (x · d/dy (x + y)) = 1; tagging both with one symbol would give 2 (Siskind and Pearlmutter, 2005).
        Assert.Equal(1, Compute.Value(Gradient(x * Gradient(x + y, y), x), (x, 3), (y, 1)));
        // d/dx (x · d/dy (x y) at y = x): the inner derivative is x, so x² and 2x.
        Assert.Equal(6, Compute.Value(Gradient(x * Gradient(x * y, y).At([y], [x]), x), (x, 3)));
        // d/dx (x · d/dy (x y²) at y = 2): x · 4x, 8x.
        Assert.Equal(24, Compute.Value(Gradient(x * Gradient(x * y * y, y).At([y], [2]), x), (x, 3)));
        // The same, the inner derivative by a formula of x rather than a leaf: z = x + 1 is independent while inside.
        var z = x + 1;
        Assert.Equal(2 * 3 + 1, Compute.Value(Gradient(x * Gradient(z * z, z) / 2, x), (x, 3)));
    }

    [Fact]
    public void A_shift_operator_applied_twice_is_not_confused()
    {
        // D(s)(h) = d/du h(u + s) at u = 0, for s = x; applied to itself: h''(2x + ·), the example on which tags of the first kind fail.
        Func<Expression, Expression> Shift(Func<Expression, Expression> h) => at =>
        {
            var u = new Parameter("u", Shape.Scalar);
            return Gradient(h(at + u), u).At([u], [0]);
        };
        var twice = Shift(Shift(t => Exp(2 * t)))(x);
        Assert.Equal(4 * Math.Exp(2), Compute.Value(twice, (x, 1)), 1e-13);
        Assert.Equal(8 * Math.Exp(2), Compute.Value(Gradient(twice, x), (x, 1)), 1e-13);
    }

    [Fact]
    public void StopGradient_keeps_the_value_and_hides_the_dependence()
    {
        var f = x * StopGradient(x * x);
        Assert.Equal(27, Compute.Value(f, (x, 3)));
        Assert.Equal(9, Compute.Value(Gradient(f, x), (x, 3)));
        Assert.Equal(0, Compute.Value(Gradient(StopGradient(x) * y, x), (x, 3), (y, 2)));
    }

    [Fact]
    public void A_gradient_by_something_unused_is_zero_of_its_shape()
    {
        var unused = new Parameter("unused", new(2, 3));
        var gradient = Gradient(x * x, unused);
        Assert.Equal(new Shape(2, 3), gradient.Shape);
        Assert.Equal(new double[6], Compute.Values(gradient));
    }

    [Fact]
    public void A_gradient_by_an_inner_formula_holds_the_others_fixed()
    {
        var (a, b) = (x * x, Exp(x));
        var gradients = Gradient(a * a * b, [a, b, x]);
        Assert.Equal(2 * 9 * Math.Exp(3), Compute.Value(gradients[0], (x, 3)), 1e-11);
        Assert.Equal(81, Compute.Value(gradients[1], (x, 3)), 1e-12);
        Assert.Equal(0, Compute.Value(gradients[2], (x, 3)));
    }

    [Fact]
    public void Recompute_changes_no_bit_of_value_and_gradients()
    {
        var theta = new Parameter("theta", new(5));
        var data = new Input("data", new(5));
        Expression Loss(bool recompute)
        {
            Expression at = theta;
            for (var step = 0; step < 3; step++)
            {
                var next = at - 0.1 * Gradient(Sum(Tanh(at * data) * Softplus(at)), at);
                at = recompute ? Recompute([next], [at])[0] : next;
            }
            return Sum(Sin(at));
        }
        double[] values = [0.3, -0.7, 1.1, 2.3, -1.9];
        double[] samples = [1, -2, 0.5, 0.25, 3];
        void Compare(Func<Expression, Expression> take, Action<double, double> same)
        {
            var (plain, again) = (Compute.Values(take(Loss(false)), (theta, values), (data, samples)), Compute.Values(take(Loss(true)), (theta, values), (data, samples)));
            for (var i = 0; i < plain.Length; i++) same(plain[i], again[i]);
        }
        Compare(loss => loss, Assert.Equal);
        Compare(loss => Gradient(loss, theta), Assert.Equal);
        // Differentiated once more, the two forward passes get adjoints of their own, which are added in another order.
        Compare(loss => Gradient(Sum(Gradient(loss, theta) * data), theta), (plain, again) => Compute.AssertClose(plain, again, 1e-13, "second derivative"));
    }

    [Fact]
    public void A_mean_over_episodes_is_not_differentiated()
        => Assert.Equal(
            "MeanOverEpisodes is a program's output; differentiate what it averages.",
            Assert.Throws<NotSupportedException>(() => Gradient(MeanOverEpisodes(x * x), x)).Message);

    [Fact]
    public void Ties_share_the_gradient()
    {
        double[] tied = [2, 2, 1];
        Assert.Equal([0.5, 0.5, 0], Compute.Map(leaf => Gradient(Max(leaf), leaf), tied));
        Assert.Equal([0.5, 0.5, 0], Compute.Slope(leaf => Maximum(leaf, 2), tied));
        Assert.Equal([0.5, 0.5, 1], Compute.Slope(leaf => Minimum(leaf, 2), tied));
    }

    [Fact]
    public void Derivatives_at_kinks_and_ends_are_as_documented()
    {
        Assert.Equal([0, -1, 1], Compute.Slope(Functions.Abs, [0.0, -3, 3]));
        Assert.Equal([0, 0, 1], Compute.Slope(Functions.Relu, [0.0, -3, 3]));
        Assert.Equal([double.PositiveInfinity, 0.25], Compute.Slope(Functions.Sqrt, [0.0, 4]));
        Assert.Equal([double.NegativeInfinity, -0.0625], Compute.Slope(Functions.ReciprocalSqrt, [0.0, 4]));
        Assert.Equal([double.PositiveInfinity, 0.25], Compute.Slope(Functions.Log, [0.0, 4]));
        Assert.Equal([double.PositiveInfinity, 0.25], Compute.Slope(Functions.Log1P, [-1.0, 3]));
        Assert.Equal([0.0, 12, 12], Compute.Slope(t => Power(t, 3), [0.0, 2, -2]));
        Assert.Equal([0.0, 32, -32], Compute.Slope(t => Power(t, 4), [0.0, 2, -2]));
        Assert.Equal([0.0, Math.Log(2) * 8], Compute.Slope(t => Power(Constant([0, 2], new(2)), t), [3.0, 3]));
    }

    [Fact]
    public void A_square_root_that_is_masked_away_does_not_spoil_the_gradient_of_any_order()
    {
        static Expression Masked(Expression t) => Where(Greater(t, 0), Sqrt(t), 0);
        Assert.Equal([0, 0.25], Compute.Slope(Masked, [0.0, 4]));
        Assert.Equal([0, -1 / 32.0], Compute.Slope(t => Gradient(Sum(Masked(t)), t), [0.0, 4]));
    }
}
