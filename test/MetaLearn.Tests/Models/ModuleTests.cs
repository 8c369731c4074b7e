using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Tests.Models;

public sealed class ModuleTests
{
    [Fact]
    public void An_mlp_has_PyTorchs_names_and_layouts()
    {
        var model = new Mlp(1, 40, 30, 2);
        Assert.Equal(["0.weight", "0.bias", "2.weight", "2.bias", "4.weight", "4.bias"], model.Parameters.Select(p => p.Name));
        Assert.Equal(["[40, 1]", "[40]", "[30, 40]", "[30]", "[2, 30]", "[2]"], model.Parameters.Select(p => p.Shape.ToString()));
        Assert.Equal([1, 40, 30, 2], model.Sizes);
    }

    [Fact]
    public void A_sequence_of_the_same_layers_is_the_same_model()
    {
        Module mlp = new Mlp(3, 4, 2) { Activation = new Tanh() };
        Module sequence = new Sequential(new Linear(3, 4), new Tanh(), new Linear(4, 2));
        Assert.Equal(mlp.Specs.Select(spec => (spec.Name, spec.Shape)), sequence.Specs.Select(spec => (spec.Name, spec.Shape)));
        Assert.Equal(mlp.InitialValues(5), sequence.InitialValues(5));
        double[] x = [0.5, -1, 2, 0.25, 3, -0.5];
        Assert.Equal(Run(mlp, x), Run(sequence, x));
    }

    [Fact]
    public void Nested_sequences_chain_their_names()
    {
        var model = new Sequential(new Sequential(new Linear(2, 3), new Relu()), new Linear(3, 1, bias: false));
        Assert.Equal(["0.0.weight", "0.0.bias", "1.weight"], model.Parameters.Select(p => p.Name));
        Assert.Equal(["net.0.0.weight", "net.0.0.bias", "net.1.weight"], model.Named("net").Parameters.Select(p => p.Name));
        Assert.Equal(new Shape(7, 1), model.Named("net").Apply(new Input("x", new(7, 2))).Shape);
    }

    [Fact]
    public void A_model_agrees_with_PyTorchs_forward_pass()
    {
        var golden = GoldenFile.Read("mlp");
        var sizes = golden.GetProperty("network").GetProperty("layers").EnumerateArray().Select(size => size.GetInt32()).ToArray();
        var model = new Mlp(sizes) { Activation = new Tanh() };
        var stored = golden.GetProperty("parameters").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!, GoldenFile.Tensor);
        Assert.Equal(stored.Keys, model.Parameters.Select(p => p.Name));
        Assert.All(model.Parameters, p => Assert.Equal(new Shape(stored[p.Name].Shape), p.Shape));
        var (shape, values) = GoldenFile.Tensor(golden.GetProperty("x"));
        var x = new Input("x", new(shape));
        var leaves = model.Parameters.ToDictionary(p => (Expression)p, p => stored[p.Name].Values);
        leaves[x] = values;
        Near.Equal(GoldenFile.Tensor(golden.GetProperty("y")).Values, Program.Evaluate<double>([model.Apply(x)], leaves)[0]);
    }

    [Fact]
    public void Applying_other_parameters_is_substituting_them()
    {
        var model = new Mlp(2, 5, 1);
        var x = Functions.Constant([1, 2, -3, 0.5], new(2, 2));
        Expression[] other = [.. model.Parameters.Select((p, i) => p * (i + 2) + 0.25)];
        var leaves = model.Parameters.Zip(model.InitialValues(1)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        var values = Program.Evaluate<double>([model.Apply(x, other), model.Apply(x).At(model.Parameters, other), model.Apply(x)], leaves);
        Assert.Equal(values[0], values[1]);
        Assert.NotEqual(values[0], values[2]);
    }

    [Fact]
    public void Parameters_are_the_same_objects_at_every_call()
    {
        var model = new Sequential(new Linear(2, 2), new Linear(2, 2));
        Assert.Same(model.Parameters[3], model.Parameters[3]);
        Assert.Equal(4, Functions.Gradient(Functions.Sum(model.Apply(new Input("x", new(1, 2)))), model.Parameters).Count);
    }

    [Fact]
    public void One_layer_in_two_places_has_two_weights()
    {
        var layer = new Linear(3, 3, bias: false);
        Assert.Equal(["0.weight", "1.weight"], new Sequential(layer, layer).Parameters.Select(p => p.Name));
    }

    [Fact]
    public void A_row_of_another_length_is_refused_where_the_model_is_applied()
    {
        var failure = Assert.Throws<ShapeException>(() => new Mlp(3, 4, 1).Apply(new Input("x", new(10, 2))));
        Assert.Equal("Linear(3, 4): expected x of shape [rows, 3], found [10, 2].", failure.Message);
        Assert.Throws<ShapeException>(() => new Linear(3, 4).Apply(new Input("x", new(3))));
    }

    [Fact]
    public void Parameters_that_do_not_fit_are_refused()
    {
        var model = new Linear(3, 4);
        var x = new Input("x", new(10, 3));
        Assert.Contains("has 2 parameters, found 1", Assert.Throws<ArgumentException>(() => model.Apply(x, [model.Parameters[0]])).Message, StringComparison.Ordinal);
        Assert.Equal(
            "Linear: expected bias of shape [4], found [3].",
            Assert.Throws<ShapeException>(() => model.Apply(x, [model.Parameters[0], new Input("b", new(3))])).Message);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-3, 2)]
    public void Layers_without_features_are_refused(int inFeatures, int outFeatures)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Linear(inFeatures, outFeatures));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Mlp(inFeatures, outFeatures));
        Assert.Throws<ArgumentException>(() => new Mlp(3));
    }

    [Fact]
    public void Activations_are_the_functions_they_are_named_after()
    {
        double[] x = [-1.5, 0, 2];
        Assert.Equal([0, 0, 2], Run(new Relu(), x));
        Near.Equal([.. x.Select(Math.Tanh)], Run(new Tanh(), x));
        Near.Equal([.. x.Select(v => 1 / (1 + Math.Exp(-v)))], Run(new Sigmoid(), x));
        Near.Equal([.. x.Select(v => Math.Log(1 + Math.Exp(v)))], Run(new Softplus(), x));
        // x Φ(x) from tables of the normal distribution function.
        Near.Equal([-1.5 * 0.06680720126885806, 0, 2 * 0.9772498680518208], Run(new Gelu(), x));
        Near.Equal([.. x.Select(Math.Cos)], Run(new Activation(Functions.Cos), x));
    }

    private static double[] Run(Module model, double[] x)
    {
        var width = model.Specs.Count == 0 ? 1 : model.Specs[0].Shape[1];
        var input = Functions.Constant(x, new(x.Length / width, width));
        var leaves = model.Parameters.Zip(model.InitialValues(3)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        return Program.Evaluate<double>([model.Apply(input)], leaves)[0];
    }
}
