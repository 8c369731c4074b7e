using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff.Tests.Cpu;

public sealed unsafe class GemmBatchTests
{
    private const int Episodes = 4;

    /// <summary>Which operands are shared, with and without a distance between episodes that keeps the batch from being one product.</summary>
    [Theory]
    [InlineData(false, false, false, 0, false)]
    [InlineData(false, true, false, 0, false)]
    [InlineData(false, true, false, 5, true)]
    [InlineData(true, false, false, 0, false)]
    [InlineData(false, false, true, 0, false)]
    [InlineData(false, false, true, 0, true)]
    [InlineData(false, false, true, 7, false)]
    [InlineData(true, true, true, 0, true)]
    public void A_batch_is_its_products_in_order(bool sharedA, bool sharedB, bool sharedC, int gap, bool accumulate)
    {
        foreach (var (m, n, k) in new[] { (10, 40, 40), (40, 40, 10), (10, 40, 1), (10, 1, 40), (1, 40, 10), (7, 5, 130), (2, 3, 4) })
        {
            foreach (var layout in Enumerable.Range(0, 4))
                Check(m, n, k, (layout & 1) != 0, (layout & 2) != 0, sharedA, sharedB, sharedC, gap, accumulate);
        }
    }

    private static void Check(
        int m, int n, int k, bool aTransposed, bool bTransposed, bool sharedA, bool sharedB, bool sharedC, int gap, bool accumulate)
    {
        var (aEpisode, bEpisode, cEpisode) = (sharedA ? 0 : (m * k) + gap, sharedB ? 0 : (k * n) + gap, sharedC ? 0 : (m * n) + gap);
        var (aRow, aColumn) = aTransposed ? (1, m) : (k, 1);
        var (bRow, bColumn) = bTransposed ? (1, k) : (n, 1);
        var (a, b) = (Numbers(Episodes * ((m * k) + gap), 1), Numbers(Episodes * ((k * n) + gap), 2));
        var expected = Numbers(Episodes * ((m * n) + gap), 3);
        var actual = (double[])expected.Clone();
        for (var episode = 0; episode < Episodes; episode++)
        {
            for (var i = 0; i < m * n; i++)
            {
                ref var sum = ref expected[(episode * cEpisode) + i];
                if (!accumulate && (episode == 0 || !sharedC))
                    sum = 0;
                for (var l = 0; l < k; l++)
                {
                    sum = Math.FusedMultiplyAdd(
                        a[(episode * aEpisode) + (i / n * aRow) + (l * aColumn)], b[(episode * bEpisode) + (l * bRow) + (i % n * bColumn)], sum);
                }
            }
        }

        var needed = Gemm.ScratchLength<double>(m, n, k, Episodes);
        var scratch = new double[needed + 16];
        fixed (double* ap = a, bp = b, cp = actual, work = scratch)
        {
            Gemm.MultiplyBatch(
                Episodes, m, n, k, ap, aRow, aColumn, aEpisode, bp, bRow, bColumn, bEpisode, cp, n, cEpisode, accumulate, work);
        }

        Assert.Equal(expected, actual);
        Assert.Equal(new double[16], scratch[needed..]);
    }

    private static double[] Numbers(int count, int seed) => [.. Enumerable.Range(1, count).Select(i => Math.Sin((i * 1.7) + seed))];
}
