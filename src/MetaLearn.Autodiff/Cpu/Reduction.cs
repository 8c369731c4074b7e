using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>A reduction of one run of neighbouring axes, <c>[outer, length, inner] → [outer, inner]</c>, fed block by block in order.</summary>
internal sealed unsafe class Reduction<T>(ReduceKind kind, int length, int inner) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Prepares a destination before the first block.</summary>
    public void Clear(T* destination, int count) => new Span<T>(destination, count).Fill(kind == ReduceKind.Sum ? T.Zero : T.NegativeInfinity);

    /// <summary>Takes elements start … start + count − 1 of one episode into that episode's destination.</summary>
    public void Take(T* source, T* destination, int start, int count)
    {
        var (row, position) = Math.DivRem(start, inner);
        var (outer, step) = Math.DivRem(row, length);
        if (inner == 1)
        {
            TakeRuns(source, destination + outer, step, count);
            return;
        }
        destination += (nint)outer * inner;
        while (count > 0)
        {
            var rows = position == 0 && kind == ReduceKind.Sum ? Math.Min(count / inner, length - step) : 0;
            var run = rows > 0 ? rows * inner : Math.Min(inner - position, count);
            if (rows > 1) SumRows(source, destination, rows);
            else Combine(source, destination + position, run);
            source += run;
            count -= run;
            position = 0;
            step += Math.Max(1, rows);
            if (step < length) continue;
            step = 0;
            destination += inner;
        }
    }

    // Several rows at a time with the sums in registers, each column in the order of the rows.
    private void SumRows(T* source, T* destination, int rows)
    {
        var column = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; column <= inner - 4 * Vector512<T>.Count; column += 4 * Vector512<T>.Count)
            {
                var x = source + column;
                var y = destination + column;
                var (a, b) = (Vector512.Load(y), Vector512.Load(y + Vector512<T>.Count));
                var (c, d) = (Vector512.Load(y + 2 * Vector512<T>.Count), Vector512.Load(y + 3 * Vector512<T>.Count));
                for (var row = 0; row < rows; row++, x += inner)
                {
                    a += Vector512.Load(x);
                    b += Vector512.Load(x + Vector512<T>.Count);
                    c += Vector512.Load(x + 2 * Vector512<T>.Count);
                    d += Vector512.Load(x + 3 * Vector512<T>.Count);
                }
                a.Store(y);
                b.Store(y + Vector512<T>.Count);
                c.Store(y + 2 * Vector512<T>.Count);
                d.Store(y + 3 * Vector512<T>.Count);
            }
        }
        for (; column <= inner - Vector<T>.Count; column += Vector<T>.Count)
        {
            var sum = Vector.Load(destination + column);
            for (var row = 0; row < rows; row++) sum += Vector.Load(source + column + (nint)row * inner);
            Vector.Store(sum, destination + column);
        }
        for (; column < inner; column++)
            for (var row = 0; row < rows; row++) destination[column] += source[column + (nint)row * inner];
    }

    /// <summary>destination ← destination combined with source, element by element.</summary>
    public void Combine(T* source, T* destination, int count)
    {
        var i = 0;
        if (kind == ReduceKind.Max)
        {
            for (; i < count; i++) destination[i] = T.Max(destination[i], source[i]);
            return;
        }
        if (Vector512.IsHardwareAccelerated)
            for (; i <= count - Vector512<T>.Count; i += Vector512<T>.Count)
                (Vector512.Load(destination + i) + Vector512.Load(source + i)).Store(destination + i);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
            Vector.Store(Vector.Load(destination + i) + Vector.Load(source + i), destination + i);
        for (; i < count; i++) destination[i] += source[i];
    }

    private void TakeRuns(T* source, T* destination, int step, int count)
    {
        while (count > 0)
        {
            var run = Math.Min(length - step, count);
            if (kind == ReduceKind.Max) *destination = T.Max(*destination, TensorPrimitives.Max(new ReadOnlySpan<T>(source, run)));
            else *destination += SumOf(source, run);
            source += run;
            count -= run;
            step = 0;
            destination++;
        }
    }

    private static T SumOf(T* source, int count)
    {
        if (count >= 32) return TensorPrimitives.Sum(new ReadOnlySpan<T>(source, count));
        var sum = T.Zero;
        for (var i = 0; i < count; i++) sum += source[i];
        return sum;
    }
}
