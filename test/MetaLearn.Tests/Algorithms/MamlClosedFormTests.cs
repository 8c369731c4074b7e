using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

/// <summary>Losses for which adaptation and meta-gradient are known by hand.</summary>
public sealed class MamlClosedFormTests
{
    private const double A = 0.7;
    private const double B = -1.3;

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(1, 0.1)]
    [InlineData(5, 0.3)]
    [InlineData(20, 0.05)]
    public void Quadratic_losses_give_the_known_meta_gradient(int steps, double alpha)
    {
        const double Theta = 2.5;
        var adapted = A + Math.Pow(1 - alpha, steps) * (Theta - A);
        var second = MetaGradient(Half(steps, alpha), Theta);
        Assert.Equal(Math.Pow(1 - alpha, steps) * (adapted - B), second, 1e-14);
        Assert.Equal(adapted - B, MetaGradient(Half(steps, alpha, firstOrder: true), Theta), 1e-14);
        Assert.Equal(second, MetaGradient(Half(steps, alpha, recomputes: true), Theta));
    }

    [Fact]
    public void Without_a_step_size_both_orders_tend_to_the_gradient_of_the_query_loss()
    {
        foreach (var alpha in (double[])[1e-3, 1e-6, 1e-9])
            foreach (var firstOrder in (bool[])[false, true])
                Assert.Equal(2.5 - B, MetaGradient(Half(4, alpha, firstOrder), 2.5), 50 * alpha);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void A_cubic_loss_tells_the_orders_apart(int steps)
    {
        // L = θ³/3: θₖ₊₁ = θₖ − α θₖ², whose derivative is 1 − 2 α θₖ.
        const double Alpha = 0.1;
        var (theta, slope) = (1.5, 1.0);
        for (var step = 0; step < steps; step++) (theta, slope) = (theta - Alpha * theta * theta, slope * (1 - 2 * Alpha * theta));
        Maml Cubic(bool firstOrder) => new(new Point(), (prediction, target) => Mean(Power(prediction - 0 * target, 3)) * (1.0 / 3))
        {
            Steps = steps,
            InnerLearningRate = Alpha,
            IsFirstOrder = firstOrder,
        };
        Assert.Equal(theta * theta * slope, MetaGradient(Cubic(firstOrder: false), 1.5), 1e-14);
        Assert.Equal(theta * theta, MetaGradient(Cubic(firstOrder: true), 1.5), 1e-14);
        Assert.True(Math.Abs(slope - 1) > 0.2);
    }

    [Fact]
    public void The_order_of_support_rows_changes_adaptation_only_by_rounding()
    {
        var maml = new Maml(new Mlp(2, 8, 1) { Activation = new Tanh() }, Loss.MeanSquaredError) { Steps = 5, InnerLearningRate = 0.1 };
        var random = new RandomStream(4);
        var rows = Enumerable.Range(0, 12).Select(_ => (random.Normal(), random.Normal(), random.Normal())).ToArray();
        var before = Adapted(maml, rows);
        random.Shuffle(rows.AsSpan());
        Near.Equal(before, Adapted(maml, rows), 1e-13);
        Assert.NotEqual(before, [.. maml.InitialValues(0).SelectMany(values => values)]);
    }

    [Fact]
    public void Without_inner_steps_maml_is_joint_training()
    {
        var model = new Mlp(1, 6, 1);
        var maml = new Maml(model, Loss.MeanSquaredError) { Steps = 0 };
        var inputs = new EpisodeInputs(new(3, 4, new(1), new(1)));
        var joint = Loss.MeanSquaredError(model.Apply(inputs.QueryX), inputs.QueryY);
        var program = Program.Compile<double>([maml.MetaLoss(inputs), joint, .. Gradient(maml.MetaLoss(inputs), model.Parameters), .. Gradient(joint, model.Parameters)]);
        // The support set is not even read.
        Assert.DoesNotContain(inputs.SupportX, program.Leaves);
        using var executor = program.CreateExecutor(2);
        var random = new RandomStream(1);
        foreach (var leaf in program.Leaves)
            foreach (ref var value in executor[leaf]) value = random.Normal();
        executor.Run();
        Assert.Equal(executor.Output(0).ToArray(), executor.Output(1).ToArray());
        for (var i = 0; i < model.Parameters.Count; i++)
            Assert.Equal(executor.Output(2 + i).ToArray(), executor.Output(2 + model.Parameters.Count + i).ToArray());
    }

    private static Maml Half(int steps, double alpha, bool firstOrder = false, bool recomputes = false)
        => new(new Point(), (prediction, target) => 0.5 * Loss.MeanSquaredError(prediction, target))
        {
            Steps = steps,
            InnerLearningRate = alpha,
            IsFirstOrder = firstOrder,
            RecomputesSteps = recomputes,
        };

    // The support target is a, the query target b, in one row each.
    private static double MetaGradient(Maml maml, double theta)
    {
        var inputs = new EpisodeInputs(new(1, 1, new(1), new(1)));
        var program = Program.Compile<double>(Gradient(maml.MetaLoss(inputs), maml.Parameters[0]));
        using var executor = program.CreateExecutor(1);
        executor[maml.Parameters[0]].Fill(theta);
        if (program.Leaves.Contains(inputs.SupportY)) executor[inputs.SupportY].Fill(A);
        executor[inputs.QueryY].Fill(B);
        executor.Run();
        return executor.Output(0)[0];
    }

    private static double[] Adapted(Maml maml, (double, double, double)[] rows)
    {
        Input x = new("x", new(rows.Length, 2)), y = new("y", new(rows.Length, 1));
        var leaves = maml.Parameters.Zip(maml.InitialValues(0)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        leaves[x] = [.. rows.SelectMany(row => (double[])[row.Item1, row.Item2])];
        leaves[y] = [.. rows.Select(row => row.Item3)];
        return [.. Program.Evaluate<double>(maml.Adapt(x, y, maml.Steps)[^1], leaves).SelectMany(values => values)];
    }

    /// <summary>A model that predicts θ whatever x is.</summary>
    private sealed class Point : Module
    {
        public override IReadOnlyList<ParameterSpec> Specs { get; } = [new("theta", new(1), Initializers.Zeros)];

        protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => BroadcastTo(parameters[0], x.Shape);
    }
}
