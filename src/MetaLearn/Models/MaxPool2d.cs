using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>The largest pixel of each window of size × size, channel by channel. No parameters.</summary>
/// <param name="size">Rows and columns of the window: at least 1; 2 by default.</param>
public sealed class MaxPool2d(int size = 2) : Module
{
    private readonly Window window = new(size, size);

    /// <summary>Pixels from one place of the window to the next: at least 1; the window's size by default.</summary>
    public int Stride { get; init; } = size;

    /// <summary>What is added around x; it never is the largest. Without any, rows and columns that fill no window are left out (TensorFlow's <c>VALID</c>).</summary>
    public Padding Padding { get; init; }

    /// <summary>None.</summary>
    public override IReadOnlyList<ParameterSpec> Specs => [];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
        => Functions.MaxPool2d(x, Padding.Of(window with { Stride = Stride }, x.Shape));
}
