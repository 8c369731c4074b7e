using System.Globalization;
using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// The field's small network for pictures: four blocks of a 3×3 convolution, normalisation, ReLU and halving, then a linear layer. <see cref="Strided"/> is MAML's
/// for Omniglot, <see cref="MiniImageNet"/> MAML's for mini-ImageNet, <see cref="Pooled"/> that of the metric papers. Parameters <c>features.layer1.conv.weight</c>,
/// <c>features.layer1.norm.weight</c>, …, <c>classifier.weight</c>.
/// </summary>
public sealed partial class Conv4 : Module
{
    private const int Blocks = 4, ModulatedBlock = 2;

    private readonly Shape picture;
    private readonly int? outputs;

    /// <summary>Makes the network. <see cref="Strided"/>, <see cref="MiniImageNet"/> and <see cref="Pooled"/> make those of the papers.</summary>
    /// <param name="picture">What a row of x is: <c>[rows, columns, channels]</c>.</param>
    /// <param name="outputs">Numbers in a row of the result, such as the ways: at least 1; null for the features themselves, without the linear layer.</param>
    public Conv4(Shape picture, int? outputs)
    {
        if (picture.Rank != 3 || picture.Count == 0) throw new ShapeException($"Conv4: expected pictures of shape [rows, columns, channels], found {picture}.");
        if (outputs is { } given) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(outputs));
        (this.picture, this.outputs) = (picture, outputs);
    }

    /// <summary>Channels of every block: at least 1; 64 by default.</summary>
    public int Filters { get; init => field = Require.Positive(value); } = 64;

    /// <summary>Whether convolutions halve the picture themselves, by stride 2; otherwise, the default, 2×2 maxima behind the ReLU do.</summary>
    public bool IsStrided { get; init; }

    /// <summary>What the convolutions add around the picture: 1 by default.</summary>
    public Padding Padding { get; init; } = 1;

    /// <summary>Whether the features are each channel's mean over what is left of the picture; otherwise, the default, all its pixels in one line.</summary>
    public bool IsAveraged { get; init; }

    /// <summary>
    /// Whether convolutions have a bias. False by default: the normalisation takes away what it adds. Published counts and files have it: 4 × 64 more numbers.
    /// </summary>
    public bool HasBias { get; init; }

    /// <summary>What stands behind each convolution, for its number of channels; <see cref="BatchNorm"/> by default.</summary>
    public Func<int, Module> Normalization { get; init; } = channels => new BatchNorm(channels);

    /// <summary>
    /// Numbers in the context that scales and shifts the third block's channels behind their normalisation, for <see cref="Algorithms.Cavia"/> (100 in its paper): at
    /// least 0; 0 by default, for none.
    /// </summary>
    public int Contexts { get; init => field = Require.NotNegative(value); }

    /// <summary>What follows each normalisation; ReLU by default.</summary>
    public Module Activation { get; init; } = new Relu();

    /// <summary>How the convolutions start, their biases at 0; <see cref="Initializers.XavierUniform"/> by default, as MAML's code.</summary>
    public Initializer ConvolutionInitializer { get; init; } = Initializers.XavierUniform();

    /// <summary>How the linear layer's weight starts, its bias at 0; <see cref="Initializers.XavierUniform"/> by default.</summary>
    public Initializer ClassifierInitializer { get; init; } = Initializers.XavierUniform();

    /// <summary>Numbers that the linear layer sees.</summary>
    public int Features => IsAveraged ? Filters : Left.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => Layers.Specs;

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => Layers.Forward(x, parameters, pass);

    private Sequential Layers => field ??= Build();

    // What the last block leaves of a picture.
    private Shape Left => field is { Rank: 3 } known ? known : field = LeftOf(Body);

    private Sequential Body => field ??= new(
        [.. Enumerable.Range(0, Blocks).Select(block => (string.Create(CultureInfo.InvariantCulture, $"layer{block + 1}"), (Module)Block(block)))]);

    private Sequential Build()
    {
        List<(string, Module)> parts = [("features", Body), IsAveraged ? ("mean", new GlobalMean()) : ("flatten", new Flatten())];
        if (outputs is { } given)
            parts.Add(("classifier", new Linear(Features, given)
            {
                FlattenedFrom = IsAveraged ? null : Left,
                WeightInitializer = ClassifierInitializer,
                BiasInitializer = Initializers.Zeros,
            }));
        return new(parts);
    }

    private Sequential Block(int block)
    {
        var convolution = new Conv2d(block == 0 ? picture[2] : Filters, Filters, bias: HasBias)
        {
            Stride = IsStrided ? 2 : 1,
            Padding = Padding,
            WeightInitializer = ConvolutionInitializer,
            BiasInitializer = Initializers.Zeros,
        };
        List<(string, Module)> parts = [("conv", convolution), ("norm", Normalization(Filters))];
        if (Contexts > 0 && block == ModulatedBlock) parts.Add(("film", new FeatureModulation(Filters, Contexts)));
        (string, Module) relu = ("relu", Activation), pool = ("pool", new MaxPool2d());
        // The maximum of rectified numbers is the rectified maximum, of a quarter as many; of another activation it need not be.
        parts.AddRange(IsStrided ? [relu] : Activation is Relu ? [pool, relu] : [relu, pool]);
        return new(parts);
    }

    private Shape LeftOf(Sequential body) => new(body.Apply(new Input("x", new([1, .. picture.Lengths])), body.Parameters, new Pass().OfSupport(0)).Shape.Lengths[1..]);
}
