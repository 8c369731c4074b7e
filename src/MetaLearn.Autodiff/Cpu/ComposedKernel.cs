using System.Numerics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// After(x, function(Before(x))) over a block: for functions that wrap one of the framework's in arithmetic that keeps its accuracy.
/// The function works in place.
/// </summary>
internal sealed unsafe class ComposedKernel<T, TBefore, TAfter>(SpanUnary<T> function) : BlockKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T> where TBefore : struct, IUnary where TAfter : struct, IBinary
{
    private const int Chunk = 256;
    private readonly UnaryKernel<T, TBefore> before = new();
    private readonly BinaryKernel<T, TAfter> after = new();

    public override void Run(T* x, T* y, T* z, T* destination, int count)
    {
        var scratch = stackalloc T[Chunk];
        for (var i = 0; i < count; i += Chunk)
        {
            var length = Math.Min(Chunk, count - i);
            before.Run(x + i, null, null, scratch, length);
            SpanUnary.Run(function, scratch, scratch, length);
            after.Run(x + i, scratch, null, destination + i, length);
        }
    }
}
