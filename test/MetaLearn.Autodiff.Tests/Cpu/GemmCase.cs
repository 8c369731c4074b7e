using System.Numerics;
using System.Runtime.Intrinsics;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff.Tests.Cpu;

/// <summary>One product with its inputs, its expected bits, and sentinels around everything it may write.</summary>
internal sealed unsafe class GemmCase<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Guard = 32;
    private static readonly T Sentinel = T.CreateChecked(-12345.0);

    private readonly int m;
    private readonly int n;
    private readonly int k;
    private readonly bool aTransposed;
    private readonly bool bTransposed;
    private readonly bool accumulate;
    private readonly int cRow;
    private readonly T[] c;

    public GemmCase(int m, int n, int k, bool aTransposed, bool bTransposed, bool accumulate, int gap)
    {
        (this.m, this.n, this.k) = (m, n, k);
        (this.aTransposed, this.bTransposed, this.accumulate) = (aTransposed, bTransposed, accumulate);
        cRow = n + gap;
        A = Numbers(m * k, 1);
        B = Numbers(k * n, 2);
        c = new T[Guard + (m * cRow) + Guard];
        Array.Fill(c, Sentinel);
        var start = Numbers(m * n, 3);
        for (var i = 0; i < m * n; i++)
            c[Guard + (i / n * cRow) + (i % n)] = start[i];
    }

    public T[] A { get; }

    public T[] B { get; }

    /// <summary>C without its gaps and guards.</summary>
    public T[] Result => [.. Enumerable.Range(0, m * n).Select(i => c[Guard + (i / n * cRow) + (i % n)])];

    public void Check(GemmTests.Width width)
    {
        var expected = Expected();
        Run(width);
        for (var i = 0; i < c.Length; i++)
        {
            if (!c[i].Equals(expected[i]))
                Assert.Fail($"{width} {typeof(T).Name} {m}x{n}x{k} Aᵀ {aTransposed} Bᵀ {bTransposed} + {accumulate}: "
                    + $"element {i - Guard} of row stride {cRow} is {c[i]}, not {expected[i]}");
        }
    }

    public void Run(GemmTests.Width width)
    {
        var needed = width switch
        {
            GemmTests.Width.Wide => Gemm.ScratchLength<T, Vector512<T>, GemmLanes512<T>>(m, n, k, 1),
            GemmTests.Width.Native => Gemm.ScratchLength<T, Vector<T>, GemmLanesNative<T>>(m, n, k, 1),
            _ => Gemm.ScratchLength<T>(m, n, k),
        };
        var scratch = new T[Guard + needed + Guard];
        Array.Fill(scratch, Sentinel);
        fixed (T* work = &scratch[Guard])
            Run(width, 0, m, work);
        Assert.True(scratch.AsSpan(0, Guard).IndexOfAnyExcept(Sentinel) < 0, "Scratch was written before its start.");
        Assert.True(scratch.AsSpan(Guard + needed).IndexOfAnyExcept(Sentinel) < 0, "Scratch was written past its end.");
    }

    public void RunRows(int row, int rows)
    {
        var scratch = new T[Gemm.ScratchLength<T>(rows, n, k) + 1];
        fixed (T* work = scratch)
            Run(GemmTests.Width.Chosen, row, rows, work);
    }

    public long AllocatedBytes()
    {
        var scratch = new T[Gemm.ScratchLength<T>(m, n, k) + 1];
        fixed (T* work = scratch)
        {
            Run(GemmTests.Width.Chosen, 0, m, work);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Run(GemmTests.Width.Chosen, 0, m, work);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private void Run(GemmTests.Width width, int row, int rows, T* scratch)
    {
        var (aRow, aColumn) = aTransposed ? (1, m) : (k, 1);
        var (bRow, bColumn) = bTransposed ? (1, k) : (n, 1);
        fixed (T* a = A, b = B, guarded = c)
        {
            var from = a + (row * aRow);
            var to = guarded + Guard + (row * cRow);
            if (width == GemmTests.Width.Wide)
            {
                Gemm.MultiplyBatch<T, Vector512<T>, GemmLanes512<T>>(
                    1, rows, n, k, from, aRow, aColumn, 0, b, bRow, bColumn, 0, to, cRow, 0, accumulate, scratch);
            }
            else if (width == GemmTests.Width.Native)
            {
                Gemm.MultiplyBatch<T, Vector<T>, GemmLanesNative<T>>(
                    1, rows, n, k, from, aRow, aColumn, 0, b, bRow, bColumn, 0, to, cRow, 0, accumulate, scratch);
            }
            else
            {
                Gemm.Multiply(rows, n, k, from, aRow, aColumn, b, bRow, bColumn, to, cRow, accumulate, scratch);
            }
        }
    }

    /// <summary>The definition, element by element, guards and gaps included.</summary>
    private T[] Expected()
    {
        var expected = (T[])c.Clone();
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                var sum = accumulate ? expected[Guard + (i * cRow) + j] : T.Zero;
                for (var l = 0; l < k; l++)
                    sum = T.FusedMultiplyAdd(A[aTransposed ? (l * m) + i : (i * k) + l], B[bTransposed ? (j * k) + l : (l * n) + j], sum);
                expected[Guard + (i * cRow) + j] = sum;
            }
        }

        return expected;
    }

    private static T[] Numbers(int count, ulong seed)
    {
        var numbers = new T[count];
        var state = seed;
        for (var i = 0; i < count; i++)
        {
            state = (state * 6364136223846793005) + 1442695040888963407;
            numbers[i] = T.CreateChecked((double)(long)state / long.MaxValue);
        }

        return numbers;
    }
}
