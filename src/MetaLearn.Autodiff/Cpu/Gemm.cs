using System.Numerics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>Matrix product.</summary>
internal static unsafe class Gemm
{
    public static int ScratchLength(int m, int n, int k) => 0 * m * n * k;

    public static void Multiply<T>(int m, int n, int k, T* a, nint aRow, nint aColumn, T* b, nint bRow, nint bColumn, T* c, nint cRow, bool accumulate, T* scratch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (var i = 0; i < m; i++)
            for (var j = 0; j < n; j++)
            {
                var sum = accumulate ? c[i * cRow + j] : T.Zero;
                for (var l = 0; l < k; l++) sum += a[i * aRow + l * aColumn] * b[l * bRow + j * bColumn];
                c[i * cRow + j] = sum;
            }
    }
}
