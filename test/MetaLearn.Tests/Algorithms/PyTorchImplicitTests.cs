using System.Numerics;
using System.Text.Json;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;

namespace MetaLearn.Tests.Algorithms;

/// <summary>Hessian-vector products and the implicit meta-gradient agree with PyTorch's in <c>test/golden</c>; see <c>hessian_vector.py</c> there.</summary>
public sealed class PyTorchImplicitTests
{
    private static readonly JsonElement Golden = GoldenFile.Read("hessian-vector");

    [Fact]
    public void The_hessian_vector_product_agrees()
    {
        Check<double>(1e-12);
        Check<float>(1e-5);
    }

    [Fact]
    public void The_implicit_meta_gradient_agrees_with_a_dense_solution()
    {
        // At θ itself: no inner steps.
        var learner = new ImplicitMaml(Model(), Loss.MeanSquaredError)
        {
            Steps = 0,
            Lambda = Golden.GetProperty("lambda").GetDouble(),
            Linear = new ConjugateGradient { Steps = 60 },
        };
        var inputs = Inputs();
        Near.Equal(Values("implicit_gradient"), Run<double>(learner.MetaGradientOf(inputs).Gradients, learner.Model, inputs), 1e-10);
        var uncorrected = new ImplicitMaml(Model(), Loss.MeanSquaredError) { Steps = 0, Linear = new ConjugateGradient { Steps = 0 } };
        inputs = Inputs();
        Near.Equal(Values("query_gradient"), Run<double>(uncorrected.MetaGradientOf(inputs).Gradients, uncorrected.Model, inputs), 1e-12);
    }

    private static void Check<T>(double tolerance) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var model = Model();
        var inputs = Inputs();
        var curvature = new Curvature(Loss.MeanSquaredError(model.Apply(inputs.SupportX), inputs.SupportY), model.Parameters);
        IReadOnlyList<Expression> vector = [.. Golden.GetProperty("vector").EnumerateArray().Select(part =>
        {
            var (shape, values) = GoldenFile.Tensor(part);
            return Functions.Constant(values, new(shape));
        })];
        Near.Equal(Values("support_gradient"), Run<T>(curvature.Gradient, model, inputs), tolerance);
        Near.Equal(Values("hessian_vector"), Run<T>(curvature.Times(vector), model, inputs), tolerance);
    }

    private static Mlp Model() => new([.. Golden.GetProperty("network").GetProperty("layers").EnumerateArray().Select(size => size.GetInt32())]) { Activation = new Tanh() };

    private static EpisodeInputs Inputs()
    {
        int Rows(string set) => GoldenFile.Tensor(Golden.GetProperty(set).GetProperty("x")).Shape[0];
        return new(new(Rows("support"), Rows("query"), new(1), new(1)));
    }

    private static double[] Run<T>(IReadOnlyList<Expression> outputs, Module model, EpisodeInputs inputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] Of(JsonElement tensor) => Array.ConvertAll(GoldenFile.Tensor(tensor).Values, T.CreateTruncating);
        var leaves = model.Parameters.Zip(Golden.GetProperty("parameters").EnumerateArray()).ToDictionary(pair => (Expression)pair.First, pair => Of(pair.Second));
        foreach (var (leaf, set, part) in new[] { (inputs.SupportX, "support", "x"), (inputs.SupportY, "support", "y"), (inputs.QueryX, "query", "x"), (inputs.QueryY, "query", "y") })
            leaves[leaf] = Of(Golden.GetProperty(set).GetProperty(part));
        return [.. Program.Evaluate<T>(outputs, leaves).SelectMany(values => values).Select(double.CreateTruncating)];
    }

    private static double[] Values(string name) => [.. Golden.GetProperty(name).EnumerateArray().SelectMany(tensor => GoldenFile.Tensor(tensor).Values)];
}
