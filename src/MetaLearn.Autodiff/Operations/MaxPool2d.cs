using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// The largest pixel of each window, channel by channel; of equal ones the first, which alone gets the gradient, as in PyTorch. NaN where one is in the window.
    /// Any order, with second derivative 0.
    /// </summary>
    /// <param name="x">Pictures, <c>[n, rows, columns, channels]</c>.</param>
    /// <param name="window">Its size, stride, padding and dilation; what lies outside the picture does not count.</param>
    /// <returns><c>[n, places down, places across, channels]</c>.</returns>
    /// <exception cref="ShapeException">The rank is not 4, the window does not fit into the picture, or at some place it would see padding only.</exception>
    public static Expression MaxPool2d(Expression x, Window window)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(window);
        return PickMax(x, x, window);
    }

    internal static Expression PickMax(Expression by, Expression x, Window window) => new(new PickMax(window), by, x);

    internal static Expression PlaceMax(Expression by, Expression g, Window window) => new(new PlaceMax(window), by, g);
}

/// <summary>Of each window the element of x that stands where <c>by</c> is largest. Linear in x; where the largest stands is constant for every derivative.</summary>
internal sealed record PickMax(Window Window) : ArrayOperation
{
    public override string Name => nameof(PickMax);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs[0] == inputs[1]
        ? Pools.Output(this, Window, inputs[0])
        : throw ShapeException.For(this, "two arrays of one shape", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => input == 1 ? Functions.PlaceMax(output.Inputs[0], upstream, Window) : null;

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        if (destination.IsEmpty) return;
        ref var by = ref MemoryMarshal.GetReference(inputs[0]);
        ref var x = ref MemoryMarshal.GetReference(inputs[1]);
        ref var y = ref MemoryMarshal.GetReference(destination);
        var channels = inputs.ShapeOf(0)[3];
        var pools = new Pools(Window, inputs.ShapeOf(0));
        while (pools.Next())
        {
            var channel = 0;
            for (; channel <= channels - Vector<T>.Count; channel += Vector<T>.Count)
            {
                var largest = Vector.LoadUnsafe(ref by, (nuint)(pools.X + channel));
                var picked = Vector.LoadUnsafe(ref x, (nuint)(pools.X + channel));
                for (var row = 0; row < pools.Down; row++)
                    for (var column = 0; column < pools.Across; column++)
                    {
                        var at = (nuint)(pools.At(row, column) + channel);
                        var candidate = Vector.LoadUnsafe(ref by, at);
                        var isLarger = Vector.GreaterThan(candidate, largest) | ~Vector.Equals(candidate, candidate);
                        largest = Vector.ConditionalSelect(isLarger, candidate, largest);
                        picked = Vector.ConditionalSelect(isLarger, Vector.LoadUnsafe(ref x, at), picked);
                    }
                picked.StoreUnsafe(ref y, (nuint)(pools.Y + channel));
            }
            for (; channel < channels; channel++) Unsafe.Add(ref y, pools.Y + channel) = Unsafe.Add(ref x, Largest(ref by, in pools, channel));
        }
    }

    /// <summary>Where the first largest of a window's elements of a channel stands.</summary>
    internal static int Largest<T>(ref T by, in Pools pools, int channel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var largest = pools.X + channel;
        for (var row = 0; row < pools.Down; row++)
            for (var column = 0; column < pools.Across; column++)
            {
                var at = pools.At(row, column) + channel;
                var candidate = Unsafe.Add(ref by, at);
                if (candidate > Unsafe.Add(ref by, largest) || T.IsNaN(candidate)) largest = at;
            }
        return largest;
    }
}

/// <summary>The adjoint of <see cref="PickMax"/> in x: each window's g goes where <c>by</c> is largest; sums where windows meet, 0 elsewhere.</summary>
internal sealed record PlaceMax(Window Window) : ArrayOperation
{
    public override string Name => nameof(PlaceMax);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Pools.Output(this, Window, inputs[0]) == inputs[1]
        ? inputs[0]
        : throw ShapeException.For(this, "pictures and one number for each place of the window", inputs);

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => input == 1 ? Functions.PickMax(output.Inputs[0], upstream, Window) : null;

    internal override void Run<T>(Arrays<T> inputs, Span<T> destination)
    {
        destination.Clear();
        if (inputs[1].IsEmpty) return;
        ref var by = ref MemoryMarshal.GetReference(inputs[0]);
        ref var g = ref MemoryMarshal.GetReference(inputs[1]);
        ref var x = ref MemoryMarshal.GetReference(destination);
        var channels = inputs.ShapeOf(0)[3];
        var pools = new Pools(Window, inputs.ShapeOf(0));
        while (pools.Next())
        {
            var channel = 0;
            for (; channel <= channels - Vector<T>.Count; channel += Vector<T>.Count)
            {
                var largest = Vector.LoadUnsafe(ref by, (nuint)(pools.X + channel));
                // By number, not by value: a NaN is equal to nothing, itself included.
                var (place, here) = (Vector<T>.Zero, Vector<T>.Zero);
                for (var row = 0; row < pools.Down; row++)
                    for (var column = 0; column < pools.Across; column++, here += Vector<T>.One)
                    {
                        var candidate = Vector.LoadUnsafe(ref by, (nuint)(pools.At(row, column) + channel));
                        var isLarger = Vector.GreaterThan(candidate, largest) | ~Vector.Equals(candidate, candidate);
                        largest = Vector.ConditionalSelect(isLarger, candidate, largest);
                        place = Vector.ConditionalSelect(isLarger, here, place);
                    }
                var placed = Vector.LoadUnsafe(ref g, (nuint)(pools.Y + channel));
                here = Vector<T>.Zero;
                for (var row = 0; row < pools.Down; row++)
                    for (var column = 0; column < pools.Across; column++, here += Vector<T>.One)
                    {
                        var at = (nuint)(pools.At(row, column) + channel);
                        (Vector.LoadUnsafe(ref x, at) + Vector.ConditionalSelect(Vector.Equals(place, here), placed, Vector<T>.Zero)).StoreUnsafe(ref x, at);
                    }
            }
            for (; channel < channels; channel++) Unsafe.Add(ref x, PickMax.Largest(ref by, in pools, channel)) += Unsafe.Add(ref g, pools.Y + channel);
        }
    }
}
