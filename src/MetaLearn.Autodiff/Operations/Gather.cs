using System.Globalization;
using System.Numerics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Rows of x by number: <c>result[i] = x[indices[i]]</c>. Any order in x (its gradient is <see cref="ScatterAdd"/>); zero in the indices.
    /// </summary>
    /// <param name="x">The table, <c>[rows, ..]</c>.</param>
    /// <param name="indices">
    /// Whole numbers in <c>[0, rows)</c>, any shape. Another number stops the run with an <see cref="ArgumentOutOfRangeException"/> that names it.
    /// </param>
    /// <returns>Shape <c>[..indices, ..rest of x]</c>.</returns>
    /// <exception cref="ShapeException">x is a scalar.</exception>
    public static Expression Gather(Expression x, Expression indices) => new(new Gather(), x, indices);
}

internal sealed record Gather : ArrayOperation
{
    public override string Name => nameof(Gather);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
        => inputs[0].Rank > 0
            ? new([.. inputs[1].Lengths, .. inputs[0].Lengths[1..]])
            : throw ShapeException.For(this, "a table of rank 1 or more, and indices", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => input == 0 ? Functions.ScatterAdd(output.Inputs[1], upstream, output.Inputs[0].Shape[0]) : null;

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var (_, rows, inner) = AxisView.Of(inputs.ShapeOf(0), 0);
        var x = inputs[0];
        var indices = inputs[1];
        for (var i = 0; i < indices.Length; i++) x.Slice(Row(Name, indices, i, rows) * inner, inner).CopyTo(destination[(i * inner)..]);
    }

    /// <summary>The row an index names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not a whole number in [0, rows).</exception>
    internal static int Row<T>(string operation, ReadOnlySpan<T> indices, int position, int rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var row = int.CreateSaturating(indices[position]);
        return (uint)row < (uint)rows && T.CreateTruncating(row) == indices[position]
            ? row
            : throw new ArgumentOutOfRangeException(
                nameof(indices),
                string.Create(
                    CultureInfo.InvariantCulture, $"{operation}: index {indices[position]} at position {position} is not a whole number in [0, {rows})."));
    }
}
