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

    /// <summary>What stands between each layer but the last and its activation, for its number of features, such as <see cref="BatchNorm"/>; nothing by default.</summary>
    public Func<int, Module>? Normalization { get; init; }

    /// <summary>What a row of x is where it is a picture <c>[rows, columns, channels]</c>, for files: PyTorch flattens by channel first. Null by default.</summary>
    /// <exception cref="ArgumentException">It has another number of elements than the first size.</exception>
    public Shape? Picture
    {
        get;
        init => field = value is not { } picture || (picture.Rank == 3 && picture.Count == sizes[0])
            ? value
            : throw new ArgumentException($"A picture of shape {picture} has not {sizes[0]} numbers.", nameof(Picture));
    }

    /// <summary>How every weight starts; uniform within ±1/√in by default, as PyTorch's.</summary>
    public Initializer? WeightInitializer { get; init; }

    /// <summary>How every bias starts; uniform within ±1/√in by default, as PyTorch's.</summary>
    public Initializer? BiasInitializer { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => Layers.Specs;

    /// <summary>
    /// MAML's network without convolutions, as its published code has it: hidden layers of 256, 128, 64 and 64, each with batch normalisation (no scale, ε = 10⁻³)
    /// and ReLU; weights from a truncated normal of 0.01, biases 0.
    /// </summary>
    /// <param name="picture">What a row of x is: <c>[rows, columns, channels]</c>.</param>
    /// <param name="outputs">Numbers in a row of the result, such as the ways: at least 1.</param>
    /// <param name="statistics">Of the normalisation; those of the rows given by default.</param>
    /// <param name="perStep">Inner steps with a scale and shift of their own, as in MAML++ (<see cref="BatchNorm.PerStep"/>); null, the default, for none.</param>
    public static Mlp OfPictures(Shape picture, int outputs, NormStatistics statistics = NormStatistics.Batch, int? perStep = null) => new(picture.Count, 256, 128, 64, 64, outputs)
    {
        Picture = picture,
        Normalization = features => new BatchNorm(features) { HasScale = perStep is not null, Epsilon = 1e-3, Statistics = statistics, PerStep = perStep },
        WeightInitializer = Initializers.TruncatedNormal(0.01),
        BiasInitializer = Initializers.Zeros,
    };

    private Sequential Layers => field ??= Build();

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
        => Layers.Forward(IsRowOf(x.Shape) ? new Flatten().Apply(x) : x, parameters, pass);

    // Pictures and the like: as many numbers a row, on more axes. What does not fit is for the first layer to refuse.
    private bool IsRowOf(Shape shape) => shape.Rank > 2 && shape.Count == (long)shape[0] * sizes[0];

    private Sequential Build()
    {
        var layers = new List<Module>();
        for (var i = 1; i < sizes.Length; i++)
        {
            if (i > 1)
            {
                if (Normalization is not null) layers.Add(Normalization(sizes[i - 1]));
                layers.Add(Activation);
            }
            var start = Initializers.LinearDefault(sizes[i - 1]);
            layers.Add(new Linear(sizes[i - 1], sizes[i])
            {
                FlattenedFrom = i == 1 ? Picture : null,
                WeightInitializer = WeightInitializer ?? start,
                BiasInitializer = BiasInitializer ?? start,
            });
        }
        return new Sequential([.. layers]);
    }
}
