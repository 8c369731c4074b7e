using System.Numerics;
using System.Text.Json;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

/// <summary>MAML with fixed weights and episodes agrees with PyTorch's numbers in <c>test/golden</c>; see <c>maml_cases.py</c> there.</summary>
public sealed class PyTorchMamlTests
{
    public static TheoryData<string> Cases =>
    [
        "maml-1-step", "maml-5-steps", "first-order-1-step", "first-order-5-steps", "inner-momentum", "inner-nesterov", "inner-adam", "inner-adam-zero-moment",
        "inner-adamw", "inner-rmsprop", "inner-adagrad", "three-hidden-layers-tanh", "three-layers-tanh", "classification", "huber",
        "meta-sgd", "meta-sgd-momentum", "rates-per-step", "anil", "boil", "inner-clip-norm",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Double_agrees(string name) => Check<double>(name, 1e-10);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Single_agrees(string name) => Check<float>(name, 1e-5);

    private static void Check<T>(string name, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var golden = GoldenFile.Read(name);
        var maml = Learner(golden);
        var parameters = maml.Model.Parameters;
        Assert.Equal(golden.GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()), parameters.Select(p => p.Name));
        JsonElement[] episodes = [.. golden.GetProperty("episodes").EnumerateArray()];
        // After the network's parameters come the learned rates, if there are any.
        var learned = maml.Parameters;
        JsonElement[] rates = golden.TryGetProperty("rates", out var stored) ? [.. stored.EnumerateArray()] : [];
        Assert.Equal(rates.Select(rate => rate.GetProperty("name").GetString()), learned.Skip(parameters.Count).Select(p => p.Name));
        Input supportX = Leaf("support", "x"), supportY = Leaf("support", "y"), queryX = Leaf("query", "x"), queryY = Leaf("query", "y");
        Input Leaf(string set, string part) => new($"{set} {part}", new(GoldenFile.Tensor(episodes[0].GetProperty(set).GetProperty(part)).Shape));

        var path = maml.Adapt(supportX, supportY, maml.Steps);
        var loss = maml.Loss(maml.Predict(supportX, supportY, queryX, maml.Steps)[^1], queryY);
        Expression[] outputs =
        [
            MeanOverEpisodes(loss),
            loss,
            .. Gradient(loss, parameters).Select(MeanOverEpisodes),
            .. path[^1],
            .. path.SkipLast(1).Select(theta => maml.Loss(maml.Model.Apply(supportX, theta), supportY)),
            .. Gradient(loss, [.. learned.Skip(parameters.Count)]).Select(MeanOverEpisodes),
        ];
        using var executor = Program.Compile<T>(outputs).CreateExecutor(episodes.Length);
        foreach (var (parameter, values) in learned.Zip(golden.GetProperty("parameters").EnumerateArray().Concat(rates))) Fill(executor[parameter], [values]);
        Fill(executor[supportX], episodes.Select(episode => episode.GetProperty("support").GetProperty("x")));
        Fill(executor[supportY], episodes.Select(episode => episode.GetProperty("support").GetProperty("y")));
        Fill(executor[queryX], episodes.Select(episode => episode.GetProperty("query").GetProperty("x")));
        Fill(executor[queryY], episodes.Select(episode => episode.GetProperty("query").GetProperty("y")));
        executor.Run();

        double[] Output(int index) => Array.ConvertAll(executor.Output(index).ToArray(), double.CreateTruncating);
        double[] Outputs(int start) => [.. Enumerable.Range(start, parameters.Count).SelectMany(Output)];
        // Adapted parameters are stored for the first episode only.
        double[] Adapted(int start) => [.. Enumerable.Range(start, parameters.Count).SelectMany(i => Output(i)[..parameters[i - start].Shape.Count])];
        Near([golden.GetProperty("meta_loss").GetDouble()], Output(0), tolerance, "meta_loss");
        Near(GoldenFile.Numbers(golden.GetProperty("query_losses")), Output(1), tolerance, "query_losses");
        Near(Values(golden.GetProperty("meta_gradient")), Outputs(2), tolerance, "meta_gradient");
        Near(Values(golden.GetProperty("adapted_parameters")), Adapted(2 + parameters.Count), tolerance, "adapted_parameters");
        if (rates.Length > 0)
        {
            double[] gradient = [.. Enumerable.Range(2 + 2 * parameters.Count + maml.Steps, rates.Length).SelectMany(Output)];
            Near(Values(golden.GetProperty("rate_gradient")), gradient, tolerance, "rate_gradient");
        }
        for (var step = 0; step < maml.Steps; step++)
        {
            double[] expected = [.. golden.GetProperty("support_losses").EnumerateArray().Select(losses => losses[step].GetDouble())];
            Near(expected, Output(2 + 2 * parameters.Count + step), tolerance, $"support_losses before step {step + 1}");
        }
    }

    private static Maml Learner(JsonElement golden)
    {
        var network = golden.GetProperty("network");
        var model = new Mlp([.. network.GetProperty("layers").EnumerateArray().Select(size => size.GetInt32())])
        {
            Activation = network.GetProperty("activation").GetString() == "relu" ? new Relu() : new Tanh(),
        };
        return new(model, LossOf(golden.GetProperty("loss")))
        {
            AdaptOnly = golden.TryGetProperty("adapt_only", out var names) ? [.. names.EnumerateArray().Select(name => name.GetString()!)] : [],
            LearnedRates = !golden.TryGetProperty("learned_rates", out var kind) ? LearnedRates.None
                : kind.GetString() == "per-element" ? LearnedRates.PerElement : LearnedRates.PerStep,
            InnerLearningRate = golden.GetProperty("alpha").GetDouble(),
            Steps = golden.GetProperty("inner_steps").GetInt32(),
            IsFirstOrder = golden.GetProperty("order").GetInt32() == 1,
            InnerOptimizer = OptimizerOf(golden),
        };
    }

    private static Optimizer OptimizerOf(JsonElement golden)
    {
        var settings = golden.GetProperty("inner_optimizer");
        double Of(string setting) => settings.GetProperty(setting).GetDouble();
        Optimizer optimizer = settings.GetProperty("name").GetString() switch
        {
            "sgd" => new Sgd(),
            "momentum" => new Sgd { Momentum = Of("momentum") },
            "nesterov" => new Sgd { Momentum = Of("momentum"), Nesterov = true },
            "adam" => new Adam { Beta1 = Of("beta1"), Beta2 = Of("beta2"), Epsilon = Of("epsilon") },
            "adamw" => new AdamW { Beta1 = Of("beta1"), Beta2 = Of("beta2"), Epsilon = Of("epsilon"), WeightDecay = Of("weight_decay") },
            "rmsprop" => new RmsProp { Decay = Of("decay"), Epsilon = Of("epsilon") },
            "adagrad" => new Adagrad { Epsilon = Of("epsilon") },
            var other => throw new InvalidDataException($"The file names the optimiser {other}."),
        };
        return golden.TryGetProperty("inner_clip_norm", out var norm) ? optimizer with { Transformations = [new ClipByNorm(norm.GetDouble())] } : optimizer;
    }

    private static LossFunction LossOf(JsonElement loss) => loss.GetProperty("name").GetString() switch
    {
        "mse" => Loss.MeanSquaredError,
        "huber" => (predictions, targets) => Loss.Huber(predictions, targets, loss.GetProperty("delta").GetDouble()),
        _ => (predictions, targets) => Loss.CrossEntropy(predictions, targets),
    };

    private static double[] Values(JsonElement tensors) => [.. tensors.EnumerateArray().SelectMany(tensor => GoldenFile.Tensor(tensor).Values)];

    private static void Fill<T>(Span<T> memory, IEnumerable<JsonElement> tensors) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        double[] values = [.. tensors.SelectMany(tensor => GoldenFile.Tensor(tensor).Values)];
        Assert.Equal(values.Length, memory.Length);
        for (var i = 0; i < values.Length; i++) memory[i] = T.CreateTruncating(values[i]);
    }

    // Relative Euclidean distance over all numbers together.
    private static void Near(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var distance = Math.Sqrt(expected.Zip(actual, (e, a) => (e - a) * (e - a)).Sum() / expected.Sum(e => e * e));
        Assert.True(distance <= tolerance, $"{what}: relative distance {distance:G3}, at most {tolerance:G3} expected.");
    }
}
