using MetaLearn.Autodiff;
using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Optimizers;

public sealed class OptimizerTests
{
    private static readonly Shape Three = new(3);
    private static readonly double[] Start = [1.5, -2, 0.75];
    private static readonly double[] Target = [-0.5, 1, 2.5];

    public static TheoryData<string, Optimizer> All => new()
    {
        { "SGD", new Sgd() },
        { "momentum", new Sgd { Momentum = 0.9 } },
        { "Nesterov", new Sgd { Momentum = 0.9, Nesterov = true } },
        { "RMSprop", new RmsProp() },
        { "Adagrad", new Adagrad() },
        { "Adam", new Adam() },
        { "AdamW", new AdamW { WeightDecay = 0.1 } },
        { "Adam with L2", new Adam { Transformations = [new WeightDecay(0.1)] } },
        { "SGD clipped by norm", new Sgd { Transformations = [new ClipByNorm(0.8)] } },
        { "Adam clipped by value, with L2", new Adam { Transformations = [new ClipByValue(1.5), new WeightDecay(0.01)] } },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void The_loss_after_three_inner_steps_has_the_gradient_of_its_differences(string name, Optimizer optimizer)
    {
        Assert.NotEmpty(name);
        GradientCheck.Assert(x => QueryLoss(optimizer, x[0], 0.05, Functions.Constant(1, Three)), [(Three, Start)]);
        GradientCheck.Assert(x => QueryLoss(optimizer, x[0], x[1], Functions.Constant(1, Three)), [(Three, Start), (Shape.Scalar, [0.05])]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void A_gradient_that_is_exactly_zero_gives_a_finite_meta_gradient(string name, Optimizer optimizer)
    {
        // The support loss ignores the second coordinate: its gradient, its moments and their derivatives are exactly zero.
        var leaves = new Dictionary<Expression, double[]>();
        Expression start = Leaf("start", Start), curvature = Leaf("curvature", [1, 0, 1]);
        var loss = QueryLoss(optimizer, start, 0.05, curvature);
        var values = Program.Evaluate<double>([Functions.Gradient(loss, start)], leaves)[0];
        Assert.All(values, value => Assert.True(double.IsFinite(value), $"{name}: {value}"));
        if (optimizer is not AdamW && !optimizer.Transformations.OfType<WeightDecay>().Any()) Near.Equal([Start[1]], [values[1]]);

        Expression Leaf(string leaf, double[] numbers)
        {
            var input = new Input(leaf, Three);
            leaves[input] = numbers;
            return input;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Starting_at_the_minimum_gives_a_finite_meta_gradient(string name, Optimizer optimizer)
    {
        var start = new Input("start", Three);
        var gradient = Functions.Gradient(QueryLoss(optimizer, start, 0.05, Functions.Constant(1, Three)), start);
        foreach (var value in Program.Evaluate<float>([gradient], new Dictionary<Expression, float[]> { [start] = [-0.5f, 1, 2.5f] })[0])
            Assert.True(float.IsFinite(value), $"{name}: {value}");
    }

    [Fact]
    public void Gradient_descent_on_a_square_shrinks_the_distance_geometrically()
    {
        var theta = new Parameter("theta", Three);
        IReadOnlyList<Expression> adapted = [theta];
        for (var t = 1; t <= 7; t++)
            adapted = new Sgd().Update(adapted, Functions.Gradient(Square(adapted[0], Functions.Constant(2, Three)), adapted), [], 0.1, t).Parameters;
        var actual = Program.Evaluate<double>(adapted, new Dictionary<Expression, double[]> { [theta] = Start })[0];
        Near.Equal([.. Start.Zip(Target, (s, b) => b + Math.Pow(1 - 0.1 * 2, 7) * (s - b))], actual);
    }

    [Fact]
    public void Adams_corrections_are_exact_in_single_precision()
    {
        Input theta = new("theta", Shape.Scalar), step = new("step", Shape.Scalar);
        var update = new Adam().Update([theta], [0.5], [0, 0], 1, step);
        foreach (var t in (int[])[1, 2, 10, 1000, 70_000])
        {
            var actual = Program.Evaluate<float>(update.Parameters, new Dictionary<Expression, float[]> { [theta] = [0], [step] = [t] })[0][0];
            var expected = -(0.1 * 0.5 / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(0.001 * 0.25 / (1 - Math.Pow(0.999, t))) + 1e-8);
            Assert.Equal(1, actual / expected, 1e-6);
        }
    }

    [Fact]
    public void Each_parameter_may_have_a_learning_rate_of_its_own()
    {
        Parameter a = new("a", Three), b = new("b", Shape.Scalar), alpha = new("alpha", Three);
        var step = new Sgd().Update([a, b], [Functions.Constant(2, Three), 3], [], [alpha, 0.5], 1);
        var values = Program.Evaluate<double>(step.Parameters, new Dictionary<Expression, double[]> { [a] = [1, 1, 1], [b] = [1], [alpha] = [0, 0.5, 1] });
        Assert.Equal([1, 0, -1], values[0]);
        Assert.Equal([-0.5], values[1]);
    }

    [Fact]
    public void State_is_named_after_its_parameter_in_PyTorchs_words()
    {
        Expression[] parameters = [new Parameter("0.weight", new(2, 3)), new Parameter("0.bias", new(2))];
        Assert.Equal(
            ["0.weight.exp_avg [2, 3]", "0.weight.exp_avg_sq [2, 3]", "0.bias.exp_avg [2]", "0.bias.exp_avg_sq [2]"],
            new Adam().InitialState(parameters).Select(slot => $"{slot.Name} {slot.Shape}"));
        Assert.Equal(["0.weight.momentum_buffer", "0.bias.momentum_buffer"], new Sgd { Momentum = 0.5 }.InitialState(parameters).Select(slot => slot.Name));
        Assert.Empty(new Sgd().InitialState(parameters));
        Assert.All(new Adagrad { InitialAccumulator = 0.1 }.InitialState(parameters), slot => Assert.Equal(0.1, slot.InitialValue));
        Assert.Equal("0.square_avg", Assert.Single(new RmsProp().InitialState([parameters[0] * 2])).Name);
    }

    [Fact]
    public void Clipping_leaves_small_gradients_and_shortens_long_ones()
    {
        Expression[] gradients = [Functions.Constant([3, 0], new(2)), Functions.Constant(4)];
        double[] Clipped(GradientTransformation clip) => [.. Program.Evaluate<double>(clip.Apply(gradients, gradients), new Dictionary<Expression, double[]>()).SelectMany(v => v)];
        Assert.Equal([3, 0, 4], Clipped(new ClipByNorm(6)));
        Near.Equal([3 * 2.5 / 5.000001, 0, 4 * 2.5 / 5.000001], Clipped(new ClipByNorm(2.5)));
        Assert.Equal([3, 0, 3.5], Clipped(new ClipByValue(3.5)));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        foreach (var value in (double[])[-0.1, double.NaN, double.PositiveInfinity])
        {
            Assert.Throws<ArgumentOutOfRangeException>("Momentum", () => new Sgd { Momentum = value });
            Assert.Throws<ArgumentOutOfRangeException>("Decay", () => new RmsProp { Decay = value });
            Assert.Throws<ArgumentOutOfRangeException>("Epsilon", () => new RmsProp { Epsilon = value });
            Assert.Throws<ArgumentOutOfRangeException>("Epsilon", () => new Adagrad { Epsilon = value });
            Assert.Throws<ArgumentOutOfRangeException>("InitialAccumulator", () => new Adagrad { InitialAccumulator = value });
            Assert.Throws<ArgumentOutOfRangeException>("Beta1", () => new Adam { Beta1 = value });
            Assert.Throws<ArgumentOutOfRangeException>("Beta2", () => new Adam { Beta2 = value });
            Assert.Throws<ArgumentOutOfRangeException>("Epsilon", () => new Adam { Epsilon = value });
            Assert.Throws<ArgumentOutOfRangeException>("Beta1", () => new AdamW { Beta1 = value });
            Assert.Throws<ArgumentOutOfRangeException>("WeightDecay", () => new AdamW { WeightDecay = value });
            Assert.Throws<ArgumentOutOfRangeException>("Maximum", () => new ClipByNorm(value));
            Assert.Throws<ArgumentOutOfRangeException>("Maximum", () => new ClipByValue(1) with { Maximum = value });
            Assert.Throws<ArgumentOutOfRangeException>("Strength", () => new WeightDecay(value));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Beta2 = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Adam { Epsilon = 0 });
    }

    [Fact]
    public void Lists_that_do_not_belong_together_are_refused()
    {
        Parameter a = new("a", Three), b = new("b", new(2));
        Assert.Contains("2 parameters but 1 gradients", Assert.Throws<ArgumentException>(() => new Sgd().Update([a, b], [a], [], 0.1, 1)).Message, StringComparison.Ordinal);
        Assert.Contains("need 2 arrays of state, found 0", Assert.Throws<ArgumentException>(() => new Adam().Update([a], [a], [], 0.1, 1)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => new Sgd().Update([a], [b], [], 0.1, 1));
        Assert.Throws<ShapeException>(() => new Adam().Update([a], [a], [a, b], 0.1, 1));
        Assert.Throws<ShapeException>(() => new Sgd().Update([a], [a], [], b, 1));
        Assert.Throws<ShapeException>(() => new Sgd().Update([a], [a], [], 0.1, a));
    }

    /// <summary>½ Σ θ′² after three steps on ½ Σ curvature · (θ − target)².</summary>
    private static Expression QueryLoss(Optimizer optimizer, Expression start, Expression rate, Expression curvature)
    {
        var step = new OptimizerStep([start], [.. optimizer.InitialState([start]).Select(slot => slot.Initial)]);
        for (var t = 1; t <= 3; t++)
            step = optimizer.Update(step.Parameters, Functions.Gradient(Square(step.Parameters[0], curvature), step.Parameters), step.State, rate, t);
        return 0.5 * Functions.Sum(step.Parameters[0] * step.Parameters[0]);
    }

    private static Expression Square(Expression theta, Expression curvature)
    {
        var error = theta - Functions.Constant(Target, Three);
        return 0.5 * Functions.Sum(curvature * error * error);
    }
}
