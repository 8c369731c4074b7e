using System.Numerics.Tensors;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Zeros with updates added to rows by number: <c>result[indices[i]] += updates[i]</c>, in the order of i, so that the same bits come out every time.
    /// Any order in the updates (its gradient is <see cref="Gather"/>); zero in the indices.
    /// </summary>
    /// <param name="indices">
    /// Whole numbers in <c>[0, rows)</c>, any shape. Another number stops the run with an <see cref="ArgumentOutOfRangeException"/> that names it.
    /// </param>
    /// <param name="updates">Shape <c>[..indices, ..rest]</c>.</param>
    /// <param name="rows">Rows of the result, from 0.</param>
    /// <returns>Shape <c>[rows, ..rest]</c>.</returns>
    /// <exception cref="ShapeException">The updates' shape does not begin with that of the indices.</exception>
    public static Expression ScatterAdd(Expression indices, Expression updates, int rows)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        return new(new ScatterAdd(rows), indices, updates);
    }
}

internal sealed record ScatterAdd(int Rows) : ArrayOperation
{
    public override string Name => nameof(ScatterAdd);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
        => inputs[1].Lengths.StartsWith(inputs[0].Lengths)
            ? new([Rows, .. inputs[1].Lengths[inputs[0].Rank..]])
            : throw ShapeException.For(this, "updates whose shape begins with that of the indices", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => input == 1 ? Functions.Gather(upstream, output.Inputs[0]) : null;

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        destination.Clear();
        var indices = inputs[0];
        var updates = inputs[1];
        if (indices.IsEmpty) return;
        var inner = updates.Length / indices.Length;
        for (var i = 0; i < indices.Length; i++)
        {
            var row = destination.Slice(Gather.Row(Name, indices, i, Rows) * inner, inner);
            TensorPrimitives.Add(row, updates.Slice(i * inner, inner), row);
        }
    }
}
