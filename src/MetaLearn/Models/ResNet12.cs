using System.Globalization;
using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// The twelve-layer residual network of few-shot classification (Oreshkin et al. 2018; Lee et al. 2019): four blocks of three 3×3 convolutions, each with
/// normalisation and leaky ReLU of 0.1, a 1×1 shortcut, and 2×2 maxima; then the mean over what is left and a linear layer. Without dropout. Parameters are
/// named <c>layer1.0.conv1.weight</c>, <c>layer1.0.bn1.weight</c>, …, <c>layer1.0.downsample.0.weight</c>, …, <c>classifier.weight</c>.
/// </summary>
public sealed class ResNet12 : Module
{
    private const double Slope = 0.1;

    private readonly int channels;
    private readonly int? outputs;

    /// <summary>Makes the network.</summary>
    /// <param name="channels">Of the pictures: at least 1.</param>
    /// <param name="outputs">Numbers in a row of the result, such as the ways: at least 1; null for the features themselves, without the linear layer.</param>
    public ResNet12(int channels, int? outputs)
    {
        (this.channels, this.outputs) = (Require.Positive(channels, nameof(channels)), outputs);
        if (outputs is { } given) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(outputs));
    }

    /// <summary>Channels of the four blocks; 64, 160, 320 and 640 by default, as in Lee et al. (2019).</summary>
    /// <exception cref="ArgumentException">Not four numbers, each at least 1.</exception>
    public IReadOnlyList<int> Filters
    {
        get;
        init => field = value is { Count: 4 } && value.All(count => count > 0) ? [.. value] : throw new ArgumentException("Expected four numbers, each at least 1.", nameof(Filters));
    } = [64, 160, 320, 640];

    /// <summary>What stands behind each convolution, for its number of channels; <see cref="BatchNorm"/> by default.</summary>
    public Func<int, Module> Normalization { get; init; } = count => new BatchNorm(count);

    /// <summary>How the convolutions start; normal with σ = √2 / √fan-in of leaky ReLU by default.</summary>
    public Initializer ConvolutionInitializer { get; init; } = Initializers.KaimingNormal(Math.Sqrt(2 / (1 + Slope * Slope)));

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => Layers.Specs;

    private Sequential Layers => field ??= Build();

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => Layers.Forward(x, parameters, pass);

    private Sequential Build()
    {
        List<(string, Module)> parts = [];
        for (var block = 0; block < Filters.Count; block++)
            parts.Add((string.Create(CultureInfo.InvariantCulture, $"layer{block + 1}"), new Sequential(Block(block == 0 ? channels : Filters[block - 1], Filters[block]))));
        parts.Add(("mean", new GlobalMean()));
        if (outputs is { } given) parts.Add(("classifier", new Linear(Filters[^1], given)));
        return new(parts);
    }

    private Residual Block(int inputs, int filters)
    {
        Conv2d Convolution(int from, int kernel = 3)
            => new(from, filters, kernel, bias: false) { Padding = kernel / 2, WeightInitializer = ConvolutionInitializer };
        var body = new Sequential(
        [
            ("conv1", Convolution(inputs)), ("bn1", Normalization(filters)), ("relu1", new LeakyRelu(Slope)),
            ("conv2", Convolution(filters)), ("bn2", Normalization(filters)), ("relu2", new LeakyRelu(Slope)),
            ("conv3", Convolution(filters)), ("bn3", Normalization(filters)),
        ]);
        return new(body, new Sequential(Convolution(inputs, kernel: 1), Normalization(filters))) { After = new Sequential(new LeakyRelu(Slope), new MaxPool2d()) };
    }
}
