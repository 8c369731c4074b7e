using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Two-dimensional convolution (as everywhere in the field a correlation: the kernel is not turned). Any order; its gradients are two other
    /// convolutions, and theirs are convolutions again.
    /// </summary>
    /// <param name="x">Pictures, <c>[n, rows, columns, in]</c>.</param>
    /// <param name="weight">The kernel, <c>[height, width, in, out]</c>.</param>
    /// <param name="window">Of the kernel's height and width; its stride, padding and dilation.</param>
    /// <returns><c>[n, places down, places across, out]</c>.</returns>
    /// <exception cref="ShapeException">A rank is not 4, the channels or the kernel's size do not agree, or the window does not fit into the picture.</exception>
    public static Expression Conv2d(Expression x, Expression weight, Window window)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        ArgumentNullException.ThrowIfNull(window);
        return new(new Conv2d(window), x, weight);
    }

    internal static Expression Conv2dInput(Expression g, Expression weight, Window window, int rows, int columns)
        => new(new Conv2dInput(window, rows, columns), g, weight);

    internal static Expression Conv2dWeight(Expression x, Expression g, Window window) => new(new Conv2dWeight(window), x, g);
}

/// <summary>
/// y = x ∗ w. With ⟨g, x ∗ w⟩ linear in each of x, w and g, the three operations of this family are its derivatives by g, x and w, and the
/// derivatives of each are the other two.
/// </summary>
internal sealed record Conv2d(Window Window) : Operation
{
    public override string Name => nameof(Conv2d);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        var (x, w) = (inputs[0], inputs[1]);
        if (x.Rank != 4 || w.Rank != 4) throw ShapeException.For(this, "pictures [n, rows, columns, in] and a kernel [height, width, in, out]", inputs);
        if (x[3] != w[2]) throw ShapeException.For(this, $"equal channels, not {x[3]} and {w[2]}", inputs);
        if (w[0] != Window.Height || w[1] != Window.Width) throw ShapeException.For(this, $"a kernel of the window's {Window.Height}×{Window.Width}", inputs);
        var (rows, columns) = Window.Places(x[1], x[2]);
        return rows > 0 && columns > 0
            ? new(x[0], rows, columns, w[3])
            : throw ShapeException.For(this, $"pictures in which the window {Window} has room", inputs);
    }

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
    {
        var (x, w) = (output.Inputs[0], output.Inputs[1]);
        return input == 0 ? Functions.Conv2dInput(upstream, w, Window, x.Shape[1], x.Shape[2]) : Functions.Conv2dWeight(x, upstream, Window);
    }
}

/// <summary>The derivative by x: the g of all output pixels that saw an input pixel, <c>[n, places, places, out] → [n, rows, columns, in]</c>.</summary>
internal sealed record Conv2dInput(Window Window, int Rows, int Columns) : Operation
{
    public override string Name => nameof(Conv2dInput);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], Rows, Columns, inputs[1][2]);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => input == 0 ? Functions.Conv2d(upstream, output.Inputs[1], Window) : Functions.Conv2dWeight(upstream, output.Inputs[0], Window);
}

/// <summary>The derivative by w: sums over output pixels, <c>[n, rows, columns, in], [n, places, places, out] → [height, width, in, out]</c>.</summary>
internal sealed record Conv2dWeight(Window Window) : Operation
{
    public override string Name => nameof(Conv2dWeight);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => new(Window.Height, Window.Width, inputs[0][3], inputs[1][3]);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
    {
        var (x, g) = (output.Inputs[0], output.Inputs[1]);
        return input == 0 ? Functions.Conv2dInput(g, upstream, Window, x.Shape[1], x.Shape[2]) : Functions.Conv2d(x, upstream, Window);
    }
}

/// <summary>What the compiler makes of <see cref="Conv2dInput"/>: the kernel comes as a <see cref="TurnedKernel"/>.</summary>
internal sealed record Conv2dSpread(Window Window, int Rows, int Columns) : Operation
{
    public override string Name => nameof(Conv2dInput);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], Rows, Columns, inputs[1][3]);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => throw new InvalidOperationException("Only the compiler makes this operation.");
}

/// <summary>A kernel for the derivative by x: channels swapped and the window backwards, <c>[height, width, in, out] → [height, width, out, in]</c>.</summary>
internal sealed record TurnedKernel : ArrayOperation
{
    public override string Name => nameof(TurnedKernel);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], inputs[0][1], inputs[0][3], inputs[0][2]);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => throw new InvalidOperationException("Only the compiler makes this operation.");

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var (rows, columns) = (inputs.ShapeOf(0)[2], inputs.ShapeOf(0)[3]);
        var size = rows * columns;
        for (var from = 0; from < destination.Length; from += size)
            Transpose.Swap(inputs[0].Slice(from, size), destination.Slice(destination.Length - size - from, size), rows, columns);
    }
}
