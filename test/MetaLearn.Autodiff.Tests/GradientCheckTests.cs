namespace MetaLearn.Autodiff.Tests;

public sealed class GradientCheckTests
{
    [Fact]
    public void A_wrong_first_derivative_is_found()
    {
        // The stopped factor makes the gradient x instead of 2x.
        var report = GradientCheck.Run(x => x[0] * StopGradient(x[0]), [(new(3), [1, 2, 3])]);
        Assert.False(report.Passed);
        Assert.InRange(report.Errors[0], 0.1, 1);
    }

    [Fact]
    public void A_wrong_second_derivative_alone_is_found()
    {
        // The value's slope is right (x's own), its derivative is not: the factor 2x is held fixed.
        var report = GradientCheck.Run(x => StopGradient(2 * x[0]) * (x[0] - StopGradient(x[0])) + StopGradient(x[0] * x[0]), [(new(3), [1, 2, 3])]);
        Assert.InRange(report.Errors[0], 0, 1e-9);
        Assert.InRange(report.Errors[1], 0.1, 1);
    }

    [Fact]
    public void Assert_throws_with_the_errors_of_each_order()
    {
        var exception = Assert.Throws<GradientCheckException>(() => GradientCheck.Assert(x => x[0] * StopGradient(x[0]), [(new(3), [1, 2, 3])]));
        Assert.StartsWith("GradientCheck: relative errors are order 1: 0.", exception.Message);
        Assert.EndsWith("(tolerance 1E-07).", exception.Message);
    }

    [Fact]
    public void NaN_does_not_pass()
        => Assert.False(GradientCheck.Run(x => Log(x[0]), [(new(1), [-1.0])]).Passed);

    [Fact]
    public void Too_few_values_are_refused()
        => Assert.Equal(
            "GradientCheck: shape [3] has 3 elements, found 2 values.",
            Assert.Throws<ShapeException>(() => GradientCheck.Run(x => x[0], [(new(3), [1, 2])])).Message);
}
