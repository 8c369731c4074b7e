using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Autodiff;
using MetaLearn.Losses;

namespace MetaLearn.Tests.Losses;

public sealed class LossTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(1UL, 1UL);

    [Fact]
    public void Mean_squared_error_averages_over_all_elements()
        => Near.Equal([(1 + 4 + 0 + 9) / 4.0], Evaluate(Loss.MeanSquaredError(Matrix([1, 2, 3, 4], 2), Matrix([0, 4, 3, 1], 2))));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(20)]
    public void Cross_entropy_of_equal_logits_is_log_ways(int ways)
        => Near.Equal([Math.Log(ways)], Evaluate(Loss.CrossEntropy(Functions.Constant(7.5, new(2, ways)), Functions.Constant([0, ways - 1], new(2)))));

    [Fact]
    public void Cross_entropy_is_the_negative_log_probability_of_the_label()
    {
        double[] row = [0.5, -1, 2], other = [1, 1, -3];
        var expected = -(Math.Log(Math.Exp(row[2]) / row.Sum(Math.Exp)) + Math.Log(Math.Exp(other[0]) / other.Sum(Math.Exp)));
        var (logits, labels) = (Matrix([.. row, .. other], 3), Functions.Constant([2, 0], new(2)));
        Near.Equal([expected / 2, expected], [.. Evaluate(Loss.CrossEntropy(logits, labels)), .. Evaluate(Loss.CrossEntropy(logits, labels, Reduction.Sum))]);
    }

    [Fact]
    public void Cross_entropy_ignores_a_shift_of_a_row()
        => Prop.ForAll(Gen.Choose(-50, 50).Three().ToArbitrary(), row =>
        {
            var (a, b, c) = row;
            var label = Functions.Constant([1], new(1));
            var difference = Loss.CrossEntropy(Matrix([a, b, c], 3), label) - Loss.CrossEntropy(Matrix([a + 1000, b + 1000, c + 1000], 3), label);
            return Math.Abs(Evaluate(difference)[0]) < 1e-9;
        }).Check(Seeded);

    [Fact]
    public void Cross_entropy_and_its_gradient_stay_finite_for_any_finite_logits()
    {
        var logits = new Input("logits", new(2, 3));
        var loss = Loss.CrossEntropy(logits, Functions.Constant([0, 2], new(2)));
        var values = Program.Evaluate<float>(
            [loss, Functions.Gradient(loss, logits)], new Dictionary<Expression, float[]> { [logits] = [3e38f, -3e38f, 0, -1000, 1000, 1000] });
        Assert.Equal(MathF.Log(2) / 2, values[0][0], 1e-6f);
        Assert.Equal([0, 0, 0, 0, 0.25f, -0.25f], values[1]);
    }

    [Fact]
    public void Huber_is_a_half_square_near_and_a_line_far()
    {
        double[] errors = [0, 0.5, -2, 2, 5, -7];
        double[] expected = [0, 0.125, 2, 2, 2 * (5 - 1), 2 * (7 - 1)];
        var actual = errors.Select(e => Evaluate(Loss.Huber(Functions.Constant(e + 10), Functions.Constant(10), delta: 2))[0]);
        Near.Equal(expected, [.. actual]);
        Near.Equal([expected.Average()], Evaluate(Loss.Huber(Matrix(errors, 2), Matrix(new double[6], 2), 2)));
    }

    [Fact]
    public void Huber_has_the_squares_curvature_at_zero_error()
    {
        var e = new Input("e", Shape.Scalar);
        var slope = Functions.Gradient(Loss.Huber(e, 0), e);
        var values = Program.Evaluate<double>([slope, Functions.Gradient(slope, e)], new Dictionary<Expression, double[]> { [e] = [0] });
        Assert.Equal([0, 1], values.Select(v => v[0]));
    }

    [Fact]
    public void Accuracy_is_the_fraction_of_rows_whose_largest_logit_is_the_labels()
        => Assert.Equal([0.75], Evaluate(Loss.Accuracy(Matrix([1, 2, 5, 4, 0, 0, -1, -2], 2), Functions.Constant([1, 0, 0, 1], new(4)))));

    [Fact]
    public void Accuracy_has_a_zero_gradient()
    {
        var logits = new Input("logits", new(1, 2));
        var gradient = Functions.Gradient(Loss.Accuracy(logits, Functions.Constant([1], new(1))), logits);
        Assert.Equal([0, 0], Program.Evaluate<double>([gradient], new Dictionary<Expression, double[]> { [logits] = [1, 2] })[0]);
    }

    [Fact]
    public void Gradients_of_every_loss_agree_with_differences()
    {
        double[] prediction = [0.3, -1.2, 2.5, 0.7, 4.1, -0.6], target = [1, 0.5, 2, -3, 4, 0.25];
        var labels = Functions.Constant([2, 0], new(2));
        GradientCheck.Assert(x => Loss.MeanSquaredError(x[0], x[1]), [(new(2, 3), prediction), (new(2, 3), target)]);
        GradientCheck.Assert(x => Loss.Huber(x[0], x[1]), [(new(2, 3), prediction), (new(2, 3), target)]);
        GradientCheck.Assert(x => Loss.CrossEntropy(x[0], labels), [(new(2, 3), prediction)], order: 3);
        GradientCheck.Assert(x => Loss.CrossEntropy(x[0], labels, Reduction.Sum), [(new(2, 3), prediction)]);
    }

    [Fact]
    public void Shapes_that_do_not_belong_together_are_refused()
    {
        Expression rows = new Input("a", new(4, 1)), flat = new Input("b", new(4)), empty = new Input("c", new(0, 1));
        Assert.Equal(
            "MeanSquaredError: expected a target of the prediction's shape [4, 1], found [4].",
            Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(rows, flat)).Message);
        Assert.Throws<ShapeException>(() => Loss.MeanSquaredError(empty, empty));
        Assert.Throws<ShapeException>(() => Loss.Huber(rows, flat));
        Assert.Equal(
            "CrossEntropy: expected labels of shape [4] for logits of shape [4, 1], found [4, 1].",
            Assert.Throws<ShapeException>(() => Loss.CrossEntropy(rows, rows)).Message);
        Assert.Throws<ShapeException>(() => Loss.Accuracy(flat, flat));
        foreach (var delta in (double[])[0, -1, double.NaN, double.PositiveInfinity])
            Assert.Throws<ArgumentOutOfRangeException>(() => Loss.Huber(flat, flat, delta));
    }

    private static Expression Matrix(double[] values, int columns) => Functions.Constant(values, new(values.Length / columns, columns));

    private static double[] Evaluate(Expression formula) => Program.Evaluate<double>([formula], new Dictionary<Expression, double[]>())[0];
}
