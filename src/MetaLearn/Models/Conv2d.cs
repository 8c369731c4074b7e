using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// A convolution over pictures: <c>[n, rows, columns, in] → [n, rows′, columns′, out]</c>. Parameters <c>weight</c> <c>[kernel, kernel, in, out]</c> and
/// <c>bias</c> <c>[out]</c>; in PyTorch's files the weight is <c>[out, in, kernel, kernel]</c>. By default with PyTorch's start: both uniform within ±1/√(in · kernel²).
/// </summary>
public sealed class Conv2d : Module
{
    /// <summary>Makes a convolution.</summary>
    /// <param name="inChannels">Channels of x: at least 1.</param>
    /// <param name="outChannels">Channels of the result, the filters: at least 1.</param>
    /// <param name="kernel">Rows and columns of the kernel: at least 1; 3 by default.</param>
    /// <param name="bias">Whether a bias is added. Batch normalisation behind it takes away what it adds.</param>
    public Conv2d(int inChannels, int outChannels, int kernel = 3, bool bias = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inChannels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outChannels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(kernel);
        (InChannels, OutChannels, Kernel, HasBias) = (inChannels, outChannels, kernel, bias);
        WeightInitializer = BiasInitializer = Initializers.LinearDefault(inChannels * kernel * kernel);
    }

    /// <summary>Channels of x.</summary>
    public int InChannels { get; }

    /// <summary>Channels of the result.</summary>
    public int OutChannels { get; }

    /// <summary>Rows and columns of the kernel.</summary>
    public int Kernel { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool HasBias { get; }

    /// <summary>Pixels from one place of the kernel to the next: at least 1; 1 by default.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Pixels from one element of the kernel to the next: at least 1; 1 by default.</summary>
    public int Dilation { get; init; } = 1;

    /// <summary>Zeros around x.</summary>
    public Padding Padding { get; init; }

    /// <summary>How the weight starts.</summary>
    public Initializer WeightInitializer { get; init; }

    /// <summary>How the bias starts.</summary>
    public Initializer BiasInitializer { get; init; }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??= HasBias ? [Weight, new("bias", new(OutChannels), BiasInitializer)] : [Weight];

    private ParameterSpec Weight
    {
        get
        {
            var shape = new Shape(Kernel, Kernel, InChannels, OutChannels);
            return new("weight", shape, WeightInitializer) { Layout = PyTorchLayout.OfKernel(shape) };
        }
    }

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        if (x.Shape.Rank != 4 || x.Shape[3] != InChannels)
            throw new ShapeException($"Conv2d({InChannels}, {OutChannels}): expected x of shape [n, rows, columns, {InChannels}], found {x.Shape}.");
        var y = Functions.Conv2d(x, parameters[0], Padding.Of(new Window(Kernel, Kernel) { Stride = Stride, Dilation = Dilation }, x.Shape));
        return HasBias ? y + parameters[1] : y;
    }
}
