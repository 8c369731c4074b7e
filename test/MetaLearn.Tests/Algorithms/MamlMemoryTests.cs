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
        var growth = Bytes(OptimizerOf(optimizer), 15, recomputes: true) - Bytes(OptimizerOf(optimizer), 5, recomputes: true);
        Assert.InRange(growth, (long)(0.85 * 10 * StoredParameters * sizeof(float)), (long)(1.05 * 10 * kept * StoredParameters * sizeof(float)));
        var unrolled = Bytes(OptimizerOf(optimizer), 15, recomputes: false) - Bytes(OptimizerOf(optimizer), 5, recomputes: false);
        Assert.True(growth < unrolled, $"{growth} bytes with, {unrolled} bytes without recomputing.");
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Many_recomputed_steps_add_only_the_root_of_their_number(string optimizer)
    {
        var kept = optimizer switch { "momentum" => 2, "adam" => 3, _ => 1 };
        long Growth(int from, int to) => Bytes(OptimizerOf(optimizer), to, recomputes: true) - Bytes(OptimizerOf(optimizer), from, recomputes: true);
        // From 4 segments of 4 steps to 8 of 8: four more of each are kept.
        Assert.InRange(Growth(16, 64), StoredParameters * sizeof(float), (long)(1.1 * 2 * 4 * kept * StoredParameters * sizeof(float)));
        // Where steps are recomputed one by one, all 45 beginnings are.
        Assert.InRange(Growth(5, 50), StoredParameters * sizeof(float), 45L / 4 * kept * StoredParameters * sizeof(float));
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Recomputing_changes_no_bit(string optimizer)
    {
        foreach (var steps in (int[])[6, 17])
        {
            Assert.Equal(MetaGradient<float>(optimizer, steps, recomputes: false), MetaGradient<float>(optimizer, steps, recomputes: true));
            Assert.Equal(MetaGradient<double>(optimizer, steps, recomputes: false), MetaGradient<double>(optimizer, steps, recomputes: true));
        }
    }

    [Theory]
    [InlineData(LearnedRates.PerTensor, "")]
    [InlineData(LearnedRates.PerStep, "")]
    [InlineData(LearnedRates.PerElement, "")]
    [InlineData(LearnedRates.None, "4")]
    [InlineData(LearnedRates.PerTensor, "4")]
    public void Recomputing_changes_no_bit_of_learned_rates_and_of_a_part_that_adapts(LearnedRates rates, string part)
    {
        foreach (var steps in (int[])[6, 17])
            Assert.Equal(MetaGradient<float>("sgd", steps, recomputes: false, rates, part), MetaGradient<float>("sgd", steps, recomputes: true, rates, part));
    }

    [Fact]
    public void Recomputing_changes_no_bit_of_a_loss_after_every_step()
    {
        foreach (var steps in (int[])[6, 17]) Assert.Equal(MultiStepGradient(steps, recomputes: false), MultiStepGradient(steps, recomputes: true));
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

    private static float[][] MultiStepGradient(int steps, bool recomputes)
    {
        var maml = new MamlPlusPlus(new Mlp(1, 12, 12, 1), Loss.MeanSquaredError) { Steps = steps, InnerLearningRate = 0.02, RecomputesSteps = recomputes };
        var inputs = new EpisodeInputs(new(10, 10, new(1), new(1)));
        var (loss, gradients) = maml.MetaGradientOf(inputs, iteration: 0);
        using var executor = Program.Compile<float>([MeanOverEpisodes(loss), .. gradients.Select(MeanOverEpisodes)]).CreateExecutor(3);
        var random = new RandomStream(8);
        foreach (var leaf in (Expression[])[inputs.SupportX, inputs.SupportY, inputs.QueryX, inputs.QueryY, .. maml.Model.Parameters])
            foreach (ref var value in executor[leaf]) value = (float)random.Normal();
        foreach (var rate in maml.Parameters.Skip(maml.Model.Parameters.Count)) executor[rate].Fill(0.02f);
        foreach (var weight in maml.Schedules) executor[weight.Leaf].Fill(1f / steps);
        executor.Run();
        float[][] result = [.. Enumerable.Range(0, gradients.Count + 1).Select(i => executor.Output(i).ToArray())];
        Assert.All(result, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));
        return result;
    }

    private static T[][] MetaGradient<T>(string optimizer, int steps, bool recomputes, LearnedRates rates = LearnedRates.None, string part = "") where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var maml = new Maml(new Mlp(1, 12, 12, 1), Loss.MeanSquaredError)
        {
            Steps = steps,
            LearnedRates = rates,
            AdaptOnly = part.Length > 0 ? [part] : [],
            InnerOptimizer = OptimizerOf(optimizer),
            InnerLearningRate = 0.02,
            RecomputesSteps = recomputes,
        };
        var (outputs, inputs) = Formulas(maml);
        using var executor = Program.Compile<T>(outputs).CreateExecutor(3);
        var random = new RandomStream(8);
        foreach (var leaf in (Expression[])[inputs.SupportX, inputs.SupportY, inputs.QueryX, inputs.QueryY, .. maml.Parameters])
            foreach (ref var value in executor[leaf]) value = T.CreateTruncating(leaf is Parameter { Name: ['r', 'a', 't', 'e', ..] } ? 0.01 + 0.01 * random.NextDouble() : random.Normal());
        executor.Run();
        T[][] result = [.. outputs.Select((_, i) => executor.Output(i).ToArray())];
        Assert.All(result, values => Assert.All(values, value => Assert.True(T.IsFinite(value))));
        return result;
    }
}
