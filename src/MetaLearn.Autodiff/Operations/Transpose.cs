using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>The last two axes swapped: <c>[.., M, N] → [.., N, M]</c>. Any order. A matrix product takes either side transposed without this.</summary>
    /// <param name="x">Any shape of rank ≥ 2.</param>
    /// <exception cref="ShapeException">The rank is below 2.</exception>
    public static Expression Transpose(Expression x)
    {
        ArgumentNullException.ThrowIfNull(x);
        var rank = x.Shape.Rank;
        return rank >= 2
            ? Transpose(x, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2])
            : throw new ShapeException($"Transpose: expected rank 2 or more, found shape {x.Shape}.");
    }

    /// <summary>The axes in another order: axis i of the result is axis <c>permutation[i]</c> of x. Any order.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="permutation">Every axis once, each in <c>[-rank, rank)</c>.</param>
    /// <exception cref="ShapeException">An axis is missing, named twice, or does not exist.</exception>
    public static Expression Transpose(Expression x, ReadOnlySpan<int> permutation)
    {
        ArgumentNullException.ThrowIfNull(x);
        var rank = x.Shape.Rank;
        if (permutation.Length != rank)
            throw new ShapeException($"Transpose: shape {x.Shape} has {rank} axes, the permutation {new Integers(permutation)} has {permutation.Length}.");
        var axes = Normalize("Transpose", x.Shape, permutation);
        var isIdentity = permutation.SequenceEqual(axes);
        for (var i = 0; i < rank; i++) axes[i] = x.Shape.Axis(permutation[i]);
        return isIdentity ? x : new(new Transpose(new(axes)), x);
    }
}

internal sealed record Transpose(Integers Permutation) : ArrayOperation
{
    public override string Name => nameof(Transpose);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs)
    {
        var lengths = new int[Permutation.Count];
        for (var i = 0; i < lengths.Length; i++) lengths[i] = inputs[0].Lengths[Permutation[i]];
        return new(lengths);
    }

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
    {
        var inverse = new int[Permutation.Count];
        for (var i = 0; i < inverse.Length; i++) inverse[Permutation[i]] = i;
        return Functions.Transpose(upstream, inverse);
    }

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        var shape = inputs.ShapeOf(0);
        if (destination.IsEmpty) return;
        if (SwapsLastTwo()) Swap(inputs[0], destination, shape[-2], shape[-1]);
        else Permute(inputs[0], destination, shape);
    }

    private bool SwapsLastTwo()
    {
        var rank = Permutation.Count;
        for (var i = 0; i < rank - 2; i++)
            if (Permutation[i] != i) return false;
        return Permutation[rank - 1] == rank - 2;
    }

    /// <summary>Turns matrices one after another, a register's rows at a time, so that neither side jumps through memory for long.</summary>
    internal static unsafe void Swap<T>(ReadOnlySpan<T> x, Span<T> destination, int rows, int columns) where T : unmanaged
    {
        fixed (T* from = x, to = destination)
            for (var offset = 0; offset < x.Length; offset += rows * columns)
                for (var top = 0; top < rows; top += Vector512<T>.Count)
                    GemmTranspose.Run(
                        Math.Min(Vector512<T>.Count, rows - top), columns, from + offset + (nint)top * columns, columns, to + offset + top, rows);
    }

    private void Permute<T>(ReadOnlySpan<T> x, Span<T> destination, Shape shape)
    {
        var rank = shape.Rank;
        Span<int> strides = stackalloc int[rank];
        var stride = 1;
        for (var axis = rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= shape.Lengths[axis];
        }
        Span<int> place = stackalloc int[rank];
        place.Clear();
        var (length, step) = (shape.Lengths[Permutation[rank - 1]], strides[Permutation[rank - 1]]);
        var from = 0;
        for (var to = 0; to < destination.Length; to += length)
        {
            for (var i = 0; i < length; i++) destination[to + i] = x[from + i * step];
            for (var axis = rank - 2; axis >= 0; axis--)
            {
                var source = Permutation[axis];
                from += strides[source];
                if (++place[axis] < shape.Lengths[source]) break;
                from -= place[axis] * strides[source];
                place[axis] = 0;
            }
        }
    }
}
