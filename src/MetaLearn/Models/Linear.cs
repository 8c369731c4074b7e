using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// x · weightᵀ + bias: x <c>[rows, in]</c> → <c>[rows, out]</c>. Parameters <c>weight</c> <c>[out, in]</c> and <c>bias</c> <c>[out]</c>, as PyTorch's
/// <c>nn.Linear</c>, and by default with its start: both uniform within ±1/√in.
/// </summary>
public sealed class Linear : Module
{
    /// <summary>Makes a linear layer.</summary>
    /// <param name="inFeatures">Length of a row of x: at least 1.</param>
    /// <param name="outFeatures">Length of a row of the result: at least 1.</param>
    /// <param name="bias">Whether a bias is added.</param>
    public Linear(int inFeatures, int outFeatures, bool bias = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outFeatures);
        (InFeatures, OutFeatures, HasBias) = (inFeatures, outFeatures, bias);
        WeightInitializer = BiasInitializer = Initializers.LinearDefault(inFeatures);
    }

    /// <summary>Length of a row of x.</summary>
    public int InFeatures { get; }

    /// <summary>Length of a row of the result.</summary>
    public int OutFeatures { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool HasBias { get; }

    /// <summary>
    /// The picture <c>[rows, columns, channels]</c> of which a row of x is all pixels in one line, for files: PyTorch flattens by channel first. Null, the default, for any
    /// other x.
    /// </summary>
    /// <exception cref="ArgumentException">It has another number of elements than a row of x.</exception>
    public Shape? FlattenedFrom
    {
        get;
        init => field = value is not { } picture || (picture.Rank == 3 && picture.Count == InFeatures)
            ? value
            : throw new ArgumentException($"A picture of shape {picture} has not {InFeatures} numbers.", nameof(FlattenedFrom));
    }

    /// <summary>How the weight starts.</summary>
    public Initializer WeightInitializer { get; init; }

    /// <summary>How the bias starts.</summary>
    public Initializer BiasInitializer { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??= HasBias
        ? [Weight, new("bias", new(OutFeatures), BiasInitializer)]
        : [Weight];

    private ParameterSpec Weight => new("weight", new(OutFeatures, InFeatures), WeightInitializer)
    {
        Layout = FlattenedFrom is { } picture ? PyTorchLayout.OfFlattened(OutFeatures, picture) : null,
    };

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        if (x.Shape.Rank < 2 || x.Shape[-1] != InFeatures)
            throw new ShapeException($"Linear({InFeatures}, {OutFeatures}): expected x of shape [rows, {InFeatures}], found {x.Shape}.");
        var product = Functions.MatMul(x, parameters[0], transposeB: true);
        return HasBias ? product + parameters[1] : product;
    }
}
