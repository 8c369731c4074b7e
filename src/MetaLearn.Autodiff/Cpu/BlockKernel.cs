using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>Computes one element-wise operation on a block of elements that fits the cache. The destination may be one of the inputs.</summary>
internal abstract unsafe class BlockKernel<T> where T : unmanaged
{
    /// <summary>Inputs that the operation does not have are null.</summary>
    public abstract void Run(T* x, T* y, T* z, T* destination, int count);
}

/// <summary>An operation of one input on vectors of both widths and on one number.</summary>
internal interface IUnary
{
    static abstract Vector512<T> Invoke<T>(Vector512<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract Vector<T> Invoke<T>(Vector<T> x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract T Invoke<T>(T x) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>An operation of two inputs on vectors of both widths and on one number.</summary>
internal interface IBinary
{
    static abstract Vector512<T> Invoke<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract Vector<T> Invoke<T>(Vector<T> x, Vector<T> y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;

    static abstract T Invoke<T>(T x, T y) where T : unmanaged, IBinaryFloatingPointIeee754<T>;
}

/// <summary>Runs an <see cref="IUnary"/> over a block.</summary>
internal sealed unsafe class UnaryKernel<T, TOperator> : BlockKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : struct, IUnary
{
    public override void Run(T* x, T* y, T* z, T* destination, int count)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i <= count - Vector512<T>.Count; i += Vector512<T>.Count)
                TOperator.Invoke(Vector512.Load(x + i)).Store(destination + i);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Store(TOperator.Invoke(Vector.Load(x + i)), destination + i);
        for (; i < count; i++) destination[i] = TOperator.Invoke(x[i]);
    }
}

/// <summary>Runs an <see cref="IBinary"/> over a block.</summary>
internal sealed unsafe class BinaryKernel<T, TOperator> : BlockKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TOperator : struct, IBinary
{
    public override void Run(T* x, T* y, T* z, T* destination, int count)
    {
        var i = 0;
        if (Vector512.IsHardwareAccelerated)
            for (; i <= count - Vector512<T>.Count; i += Vector512<T>.Count)
                TOperator.Invoke(Vector512.Load(x + i), Vector512.Load(y + i)).Store(destination + i);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Store(TOperator.Invoke(Vector.Load(x + i), Vector.Load(y + i)), destination + i);
        for (; i < count; i++) destination[i] = TOperator.Invoke(x[i], y[i]);
    }
}

/// <summary>A block operation that the framework's <see cref="TensorPrimitives"/> or a plain loop gives: spans in, span out.</summary>
internal delegate void SpanUnary<T>(ReadOnlySpan<T> x, Span<T> destination);

/// <summary>Runs a <see cref="SpanUnary{T}"/> so that an element's result does not depend on how many others there are.</summary>
internal static unsafe class SpanUnary
{
    /// <summary>
    /// The framework computes exponentials and the like by vectors, but fewer elements than the narrowest vector has one by one, with other last bits:
    /// these are given neighbours.
    /// </summary>
    public static void Run<T>(SpanUnary<T> function, T* x, T* destination, int count) where T : unmanaged
    {
        if (count >= Vector128<T>.Count || count == 0)
        {
            function(new(x, count), new(destination, count));
            return;
        }
        var padded = stackalloc T[Vector128<T>.Count];
        for (var i = 0; i < Vector128<T>.Count; i++) padded[i] = x[Math.Min(i, count - 1)];
        function(new(padded, Vector128<T>.Count), new(padded, Vector128<T>.Count));
        for (var i = 0; i < count; i++) destination[i] = padded[i];
    }
}

/// <summary>Runs a <see cref="SpanUnary{T}"/> over a block.</summary>
internal sealed unsafe class SpanUnaryKernel<T>(SpanUnary<T> function) : BlockKernel<T> where T : unmanaged
{
    public override void Run(T* x, T* y, T* z, T* destination, int count) => SpanUnary.Run(function, x, destination, count);
}

/// <summary>As <see cref="SpanUnary{T}"/>, of two inputs.</summary>
internal delegate void SpanBinary<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> destination);

/// <summary>Runs a <see cref="SpanBinary{T}"/> over a block.</summary>
internal sealed unsafe class SpanBinaryKernel<T>(SpanBinary<T> function) : BlockKernel<T> where T : unmanaged
{
    public override void Run(T* x, T* y, T* z, T* destination, int count) => function(new(x, count), new(y, count), new(destination, count));
}
