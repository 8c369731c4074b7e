using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// A multilayer perceptron: linear layers with an activation between them and none after the last. Parameters as those of PyTorch's
/// <c>nn.Sequential(Linear, ReLU, Linear, …)</c>: <c>0.weight</c>, <c>0.bias</c>, <c>2.weight</c>, … An x of more axes than two, such as pictures, is flattened row by row. The MAML paper's sinusoid network is
/// <c>new Mlp(1, 40, 40, 1) { WeightInitializer = Initializers.TruncatedNormal(0.01), BiasInitializer = Initializers.Zeros }</c>.
/// </summary>
public sealed class Mlp : Module
{
    private readonly int[] sizes;

    /// <summary>Makes the network.</summary>
    /// <param name="sizes">Features of x, of each hidden layer, of the result; two numbers or more, each at least 1.</param>
    public Mlp(params ReadOnlySpan<int> sizes)
    {
        if (sizes.Length < 2) throw new ArgumentException($"An Mlp needs the sizes of its input and its output, found {sizes.Length} numbers.", nameof(sizes));
        foreach (var size in sizes) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size, nameof(sizes));
        this.sizes = [.. sizes];
    }

    /// <summary>Features of x, of each hidden layer, of the result.</summary>
    public IReadOnlyList<int> Sizes => sizes;

    /// <summary>What follows every layer but the last; ReLU by default.</summary>
    public Module Activation { get; init; } = new Relu();

    /// <summary>How every weight starts; uniform within ±1/√in by default, as PyTorch's.</summary>
    public Initializer? WeightInitializer { get; init; }

    /// <summary>How every bias starts; uniform within ±1/√in by default, as PyTorch's.</summary>
    public Initializer? BiasInitializer { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => Layers.Specs;

    private Sequential Layers => field ??= Build();

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters) => Layers.Forward(IsRowOf(x.Shape) ? Functions.Reshape(x, new(x.Shape[0], sizes[0])) : x, parameters);

    // Pictures and the like: as many numbers a row, on more axes. What does not fit is for the first layer to refuse.
    private bool IsRowOf(Shape shape) => shape.Rank > 2 && shape.Count == (long)shape[0] * sizes[0];

    private Sequential Build()
    {
        var layers = new List<Module>();
        for (var i = 1; i < sizes.Length; i++)
        {
            if (i > 1) layers.Add(Activation);
            var start = Initializers.LinearDefault(sizes[i - 1]);
            layers.Add(new Linear(sizes[i - 1], sizes[i]) { WeightInitializer = WeightInitializer ?? start, BiasInitializer = BiasInitializer ?? start });
        }
        return new Sequential([.. layers]);
    }
}
