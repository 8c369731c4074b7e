using System.Numerics;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

public sealed class MamlMemoryTests
{
    // Where values start is rounded to 16 elements: 0.weight 48, 0.bias 48, 2.weight 1600, 2.bias 48, 4.weight 48, 4.bias 16.
    private const int StoredParameters = 48 + 48 + 1600 + 48 + 48 + 16;

    public static TheoryData<string> Optimizers => ["sgd", "momentum", "adam"];

    [Fact]
    public void Unrolled_memory_grows_linearly_with_the_steps()
    {
        long[] bytes = [.. ((int[])[5, 10, 20, 50]).Select(steps => Bytes(new Sgd(), steps, recomputes: false))];
        var perStep = (bytes[3] - bytes[0]) / 45.0;
        Assert.InRange((bytes[1] - bytes[0]) / 5.0, 0.95 * perStep, 1.05 * perStep);
        Assert.InRange((bytes[2] - bytes[1]) / 10.0, 0.95 * perStep, 1.05 * perStep);
        Assert.InRange((bytes[3] - bytes[2]) / 30.0, 0.95 * perStep, 1.05 * perStep);
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Recomputed_steps_add_only_the_parameters_and_state_that_begin_them(string optimizer)
    {
        var kept = optimizer switch { "momentum" => 2, "adam" => 3, _ => 1 };
        var growth = Bytes(OptimizerOf(optimizer), 50, recomputes: true) - Bytes(OptimizerOf(optimizer), 5, recomputes: true);
        Assert.InRange(growth, (long)(0.95 * 45 * StoredParameters * sizeof(float)), 45L * kept * StoredParameters * sizeof(float));
        var unrolled = Bytes(OptimizerOf(optimizer), 50, recomputes: false) - Bytes(OptimizerOf(optimizer), 5, recomputes: false);
        Assert.True(growth < unrolled, $"{growth} bytes with, {unrolled} bytes without recomputing.");
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Recomputing_changes_no_bit(string optimizer)
    {
        Assert.Equal(MetaGradient<float>(optimizer, recomputes: false), MetaGradient<float>(optimizer, recomputes: true));
        Assert.Equal(MetaGradient<double>(optimizer, recomputes: false), MetaGradient<double>(optimizer, recomputes: true));
    }

    [Fact]
    public void Third_order_passes_through_recomputed_steps()
    {
        var model = new Mlp(1, 4, 1) { Activation = new Tanh() };
        var maml = new Maml(model, Loss.MeanSquaredError) { Steps = 2, InnerLearningRate = 0.1, RecomputesSteps = true };
        var random = new RandomStream(3);
        double[] Normals(int count) => [.. Enumerable.Range(0, count).Select(_ => random.Normal())];
        var x = Constant(Normals(5), new(5, 1));
        var y = Constant(Normals(5), new(5, 1));
        Expression MetaLoss(IReadOnlyList<Expression> theta)
        {
            // The inner steps' own gradient is the first order, so the check of order 2 differentiates three times.
            var predictions = maml.Predict(x, y, x, maml.Steps)[^1];
            return maml.Loss(predictions, y).At(model.Parameters, theta);
        }
        GradientCheck.Assert(MetaLoss, [.. model.Parameters.Select(p => (p.Shape, Normals(p.Shape.Count)))], order: 2, tolerance: 1e-6);
        GradientCheck.Assert(MetaLoss, [.. model.Parameters.Select(p => (p.Shape, Normals(p.Shape.Count)))], order: 2, shared: true, tolerance: 1e-6);
    }

    private static Optimizer OptimizerOf(string name) => name switch { "momentum" => new Sgd { Momentum = 0.9 }, "adam" => new Adam(), _ => new Sgd() };

    private static (Expression[] Outputs, EpisodeInputs Inputs) Formulas(Maml maml)
    {
        var inputs = new EpisodeInputs(new(10, 10, new(1), new(1)));
        var loss = maml.MetaLoss(inputs);
        return ([MeanOverEpisodes(loss), .. Gradient(loss, maml.Parameters).Select(MeanOverEpisodes)], inputs);
    }

    private static long Bytes(Optimizer optimizer, int steps, bool recomputes)
    {
        var maml = new Maml(new Mlp(1, 40, 40, 1), Loss.MeanSquaredError) { Steps = steps, InnerOptimizer = optimizer, RecomputesSteps = recomputes };
        var program = Program.Compile<float>(Formulas(maml).Outputs);
        using var executor = program.CreateExecutor(1);
        Assert.Equal(executor.Bytes, program.PeakBytes(1));
        return executor.Bytes;
    }

    private static T[][] MetaGradient<T>(string optimizer, bool recomputes) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var maml = new Maml(new Mlp(1, 12, 12, 1), Loss.MeanSquaredError)
        {
            Steps = 6,
            InnerOptimizer = OptimizerOf(optimizer),
            InnerLearningRate = 0.02,
            RecomputesSteps = recomputes,
        };
        var (outputs, inputs) = Formulas(maml);
        using var executor = Program.Compile<T>(outputs).CreateExecutor(3);
        var random = new RandomStream(8);
        foreach (var leaf in (Expression[])[inputs.SupportX, inputs.SupportY, inputs.QueryX, inputs.QueryY, .. maml.Parameters])
            foreach (ref var value in executor[leaf]) value = T.CreateTruncating(random.Normal());
        executor.Run();
        T[][] result = [.. outputs.Select((_, i) => executor.Output(i).ToArray())];
        Assert.All(result, values => Assert.All(values, value => Assert.True(T.IsFinite(value))));
        return result;
    }
}
