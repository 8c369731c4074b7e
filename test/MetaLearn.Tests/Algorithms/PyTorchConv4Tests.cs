using System.Numerics;
using System.Text.Json;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

/// <summary>
/// MAML on convolutional networks with batch normalisation agrees with PyTorch's numbers in <c>test/golden</c>; see <c>conv4_cases.py</c> there. Arrays and pictures
/// are stored in PyTorch's layouts.
/// </summary>
public sealed class PyTorchConv4Tests
{
    public static TheoryData<string> Cases =>
        ["conv4-strided-1-step", "conv4-strided-5-steps", "conv4-pooled-1-step", "conv4-pooled-5-steps", "conv4-pooled-first-order"];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Double_agrees(string name) => Check<double>(name, 1e-9);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Single_agrees(string name) => Check<float>(name, 1e-5);

    private static void Check<T>(string name, double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var golden = GoldenFile.Read(name);
        var maml = Learner(golden);
        var (model, parameters) = (maml.Model, maml.Model.Parameters);
        JsonElement[] stored = [.. golden.GetProperty("parameters").EnumerateArray()], episodes = [.. golden.GetProperty("episodes").EnumerateArray()];
        Assert.Equal(stored.Select(array => array.GetProperty("name").GetString()), parameters.Select(parameter => parameter.Name));
        Input supportX = Pictures("support"), queryX = Pictures("query"), supportY = new("support y", new(supportX.Shape[0])), queryY = new("query y", new(queryX.Shape[0]));
        Input Pictures(string set) => new($"{set} x", InOurOrder(GoldenFile.Tensor(episodes[0].GetProperty(set).GetProperty("x"))).Shape);

        var path = maml.Adapt(supportX, supportY, maml.Steps);
        var loss = maml.Loss(maml.Predict(supportX, supportY, queryX, maml.Steps)[^1], queryY);
        Expression[] outputs =
        [
            MeanOverEpisodes(loss), loss, .. Gradient(loss, parameters).Select(MeanOverEpisodes), .. path[^1],
            .. path.SkipLast(1).Select(theta => maml.Loss(model.Apply(supportX, theta), supportY)),
        ];
        using var executor = Program.Compile<T>(outputs).CreateExecutor(episodes.Length);
        for (var i = 0; i < parameters.Count; i++)
        {
            var (shape, values) = GoldenFile.Tensor(stored[i]);
            Assert.Equal(model.Specs[i].Layout?.Shape ?? model.Specs[i].Shape, new Shape(shape));
            Fill(executor[parameters[i]], model.Specs[i].Layout?.FromPyTorch<double>(values) ?? values);
        }
        foreach (var (set, x, y) in new[] { ("support", supportX, supportY), ("query", queryX, queryY) })
        {
            Fill(executor[x], [.. episodes.SelectMany(episode => InOurOrder(GoldenFile.Tensor(episode.GetProperty(set).GetProperty("x"))).Values)]);
            Fill(executor[y], [.. episodes.SelectMany(episode => GoldenFile.Tensor(episode.GetProperty(set).GetProperty("y")).Values)]);
        }
        executor.Run();

        double[] Output(int index) => Array.ConvertAll(executor.Output(index).ToArray(), double.CreateTruncating);
        // The arrays of the first episode, in PyTorch's order.
        double[] Arrays(int start) => [.. model.Specs.SelectMany((spec, i) =>
        {
            var values = Output(start + i)[..spec.Shape.Count];
            return spec.Layout?.ToPyTorch<double>(values) ?? values;
        })];
        Near([golden.GetProperty("meta_loss").GetDouble()], Output(0), tolerance, "meta_loss");
        Near(GoldenFile.Numbers(golden.GetProperty("query_losses")), Output(1), tolerance, "query_losses");
        Near(Values(golden.GetProperty("meta_gradient")), Arrays(2), tolerance, "meta_gradient");
        Near(Values(golden.GetProperty("adapted_parameters")), Arrays(2 + parameters.Count), tolerance, "adapted_parameters");
        for (var step = 0; step < maml.Steps; step++)
        {
            double[] expected = [.. golden.GetProperty("support_losses").EnumerateArray().Select(losses => losses[step].GetDouble())];
            Near(expected, Output(2 + 2 * parameters.Count + step), tolerance, $"support_losses before step {step + 1}");
        }
    }

    private static Maml Learner(JsonElement golden)
    {
        var network = golden.GetProperty("network");
        var isStrided = network.GetProperty("strided").GetBoolean();
        var model = new Conv4(new([.. network.GetProperty("picture").EnumerateArray().Select(length => length.GetInt32())]), network.GetProperty("ways").GetInt32())
        {
            Filters = network.GetProperty("filters").GetInt32(),
            IsStrided = isStrided,
            IsAveraged = isStrided,
            Padding = isStrided ? Padding.Same : 1,
            HasBias = network.GetProperty("bias").GetBoolean(),
            Normalization = channels => new BatchNorm(channels) { HasScale = network.GetProperty("scale").GetBoolean(), Epsilon = network.GetProperty("epsilon").GetDouble() },
        };
        return new(model, (predictions, targets) => Loss.CrossEntropy(predictions, targets))
        {
            InnerLearningRate = golden.GetProperty("alpha").GetDouble(),
            Steps = golden.GetProperty("inner_steps").GetInt32(),
            IsFirstOrder = golden.GetProperty("order").GetInt32() == 1,
        };
    }

    // [n, channels, rows, columns] → [n, rows, columns, channels].
    private static (Shape Shape, double[] Values) InOurOrder((int[] Shape, double[] Values) pictures)
    {
        var (n, channels, pixels) = (pictures.Shape[0], pictures.Shape[1], pictures.Shape[2] * pictures.Shape[3]);
        var values = new double[pictures.Values.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = pictures.Values[i / (pixels * channels) * pixels * channels + i % channels * pixels + i / channels % pixels];
        return (new(n, pictures.Shape[2], pictures.Shape[3], channels), values);
    }

    private static double[] Values(JsonElement tensors) => [.. tensors.EnumerateArray().SelectMany(tensor => GoldenFile.Tensor(tensor).Values)];

    private static void Fill<T>(Span<T> memory, double[] values) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
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
