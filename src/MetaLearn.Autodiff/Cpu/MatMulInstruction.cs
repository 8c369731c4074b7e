using System.Numerics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// A matrix product, or a stack of them, for every episode of a shard.
/// </summary>
internal sealed unsafe class MatMulInstruction<T> : Instruction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Operand a, b, c;
    private readonly int m, n, k;
    private readonly nint aRow, aColumn, bRow, bColumn;
    private readonly int[] aStarts, bStarts;

    public MatMulInstruction(MatMul operation, Shape aShape, Shape bShape, Shape cShape, Operand a, Operand b, Operand c) : base(operation.Name)
    {
        (this.a, this.b, this.c) = (a, b, c);
        (m, n) = (cShape[-2], cShape[-1]);
        k = operation.TransposeA ? aShape[-2] : aShape[-1];
        (aRow, aColumn) = operation.TransposeA ? (1, m) : (k, 1);
        (bRow, bColumn) = operation.TransposeB ? (1, k) : (n, 1);
        var leading = new Shape(cShape.Lengths[..^2]);
        (aStarts, bStarts) = (Starts(aShape, leading), Starts(bShape, leading));
    }

    public override long Operations => 2L * m * n * k * aStarts.Length;

    public override int ScratchLength(int maximumEpisodes) => Gemm.ScratchLength<T>(m, n, k, maximumEpisodes);

    public override void Run(ref readonly Frame<T> frame)
    {
        var pa = a.In(in frame);
        var pb = b.In(in frame);
        var pc = c.In(in frame);
        for (var i = 0; i < aStarts.Length; i++)
            Gemm.MultiplyBatch(frame.Episodes, m, n, k,
                pa + aStarts[i], aRow, aColumn, a.Stride, pb + bStarts[i], bRow, bColumn, b.Stride, pc + (nint)i * m * n, n, c.Stride, false, frame.Scratch);
    }

    // Where each matrix of a broadcast stack starts.
    private static int[] Starts(Shape matrices, Shape leading)
    {
        var own = new Shape(matrices.Lengths[..^2]);
        var starts = new int[leading.Count];
        var indexes = new int[own.Count];
        for (var i = 0; i < indexes.Length; i++) indexes[i] = i * matrices[-1] * matrices[-2];
        fixed (int* from = indexes, to = starts)
            if (starts.Length > 0) Stretch.Of(own, leading).Expand(from, to, 0, starts.Length);
        return starts;
    }
}
