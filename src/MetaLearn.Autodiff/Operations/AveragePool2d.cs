using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>The mean of each window, channel by channel. Any order. The mean over the whole picture is <c>Mean(x, [1, 2])</c>.</summary>
    /// <param name="x">Pictures, <c>[n, rows, columns, channels]</c>.</param>
    /// <param name="window">Its size, stride, padding and dilation.</param>
    /// <param name="countsPadding">
    /// Whether pixels outside the picture count as zeros, so that every sum is divided by the window's size, as PyTorch's <c>count_include_pad</c>, which is on by
    /// default there; otherwise each is divided by the number of pixels that the window sees, as in TensorFlow. No matter without padding.
    /// </param>
    /// <returns><c>[n, places down, places across, channels]</c>.</returns>
    /// <exception cref="ShapeException">The rank is not 4, the window does not fit into the picture, or at some place it would see padding only.</exception>
    public static Expression AveragePool2d(Expression x, Window window, bool countsPadding = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(window);
        var sums = WindowSum(x, window);
        return countsPadding ? sums * (1.0 / (window.Height * window.Width)) : sums * Pools.Shares(window, x.Shape);
    }

    internal static Expression WindowSum(Expression x, Window window) => new(new WindowSum(window), x);

    internal static Expression WindowSpread(Expression g, Window window, int rows, int columns) => new(new WindowSpread(window, rows, columns), g);
}

/// <summary>The sum of the pixels in each window.</summary>
internal sealed record WindowSum(Window Window) : ArrayOperation
{
    public override string Name => nameof(WindowSum);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Pools.Output(this, Window, inputs[0]);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => Functions.WindowSpread(upstream, Window, output.Inputs[0].Shape[1], output.Inputs[0].Shape[2]);

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        destination.Clear();
        var x = inputs[0];
        var channels = inputs.ShapeOf(0)[3];
        var pools = new Pools(Window, inputs.ShapeOf(0));
        while (pools.Next())
        {
            var sum = destination.Slice(pools.Y, channels);
            for (var row = 0; row < pools.Down; row++)
                for (var column = 0; column < pools.Across; column++) TensorPrimitives.Add(sum, x.Slice(pools.At(row, column), channels), sum);
        }
    }
}

/// <summary>The adjoint of <see cref="WindowSum"/>: each pixel gets the sum of the g of all windows that see it.</summary>
internal sealed record WindowSpread(Window Window, int Rows, int Columns) : ArrayOperation
{
    public override string Name => nameof(WindowSpread);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => new(inputs[0][0], Rows, Columns, inputs[0][3]);

    internal override Expression? Gradient(int input, Expression output, Expression upstream) => Functions.WindowSum(upstream, Window);

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        destination.Clear();
        var g = inputs[0];
        var channels = inputs.ShapeOf(0)[3];
        var pools = new Pools(Window, inputs.ShapeOf(0)[0], Rows, Columns, channels);
        while (pools.Next())
            for (var row = 0; row < pools.Down; row++)
                for (var column = 0; column < pools.Across; column++)
                {
                    var pixel = destination.Slice(pools.At(row, column), channels);
                    TensorPrimitives.Add(pixel, g.Slice(pools.Y, channels), pixel);
                }
    }
}
