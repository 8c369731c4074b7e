using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff.Tests.Cpu;

public sealed class GemmTests
{
    private static readonly int[] Sizes = [1, 2, 3, 5, 8, 10, 16, 17, 31, 33, 40, 64];

    public enum Width
    {
        Chosen,
        Wide,
        Native,
    }

    public static TheoryData<Width, bool, bool, bool> Cases()
    {
        var cases = new TheoryData<Width, bool, bool, bool>();
        foreach (var width in Enum.GetValues<Width>())
        {
            foreach (var flags in Enumerable.Range(0, 8))
                cases.Add(width, (flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_size_equals_one_chain_of_fused_multiply_adds_bit_for_bit(
        Width width, bool aTransposed, bool bTransposed, bool accumulate)
    {
        foreach (var m in Sizes)
        {
            foreach (var n in Sizes)
            {
                foreach (var k in Sizes)
                {
                    var gap = (m + n + k) % 3;
                    new GemmCase<float>(m, n, k, aTransposed, bTransposed, accumulate, gap).Check(width);
                    new GemmCase<double>(m, n, k, aTransposed, bTransposed, accumulate, gap).Check(width);
                }
            }
        }
    }

    // Past the block of depth, and wide and tall enough for B to be packed.
    [Theory]
    [MemberData(nameof(Cases))]
    public void Sizes_beyond_one_block_equal_the_chain_as_well(Width width, bool aTransposed, bool bTransposed, bool accumulate)
    {
        new GemmCase<float>(70, 101, 777, aTransposed, bTransposed, accumulate, 3).Check(width);
        new GemmCase<double>(49, 51, 385, aTransposed, bTransposed, accumulate, 0).Check(width);
        new GemmCase<float>(11, 1, 801, aTransposed, bTransposed, accumulate, 0).Check(width);
        new GemmCase<float>(9, 3, 769, aTransposed, bTransposed, accumulate, 1).Check(width);
    }

    [Theory]
    [InlineData(40, 40, false)]
    [InlineData(40, 40, true)]
    [InlineData(1, 40, false)]
    [InlineData(5, 64, true)]
    [InlineData(100, 500, false)]
    public void Rows_computed_ten_at_a_time_are_the_rows_computed_at_once(int n, int k, bool bTransposed)
    {
        var whole = new GemmCase<float>(250, n, k, false, bTransposed, false, 0);
        var parts = new GemmCase<float>(250, n, k, false, bTransposed, false, 0);
        whole.Run(Width.Chosen);
        for (var row = 0; row < 250; row += 10)
            parts.RunRows(row, 10);
        Assert.Equal(whole.Result, parts.Result);
    }

    [Theory]
    [InlineData(Width.Wide)]
    [InlineData(Width.Native)]
    public void Infinity_and_NaN_stay_in_the_rows_and_columns_they_belong_to(Width width)
    {
        var product = new GemmCase<float>(10, 40, 40, false, false, false, 0);
        product.A[3 * 40 + 7] = float.NaN;
        product.B[5 * 40 + 39] = float.PositiveInfinity;
        product.Run(width);
        for (var row = 0; row < 10; row++)
        {
            for (var column = 0; column < 40; column++)
                Assert.Equal(row != 3 && column != 39, float.IsFinite(product.Result[(row * 40) + column]));
        }

        product.Check(width);
    }

    [Fact]
    public void No_terms_give_zeros_or_leave_what_was_there()
    {
        var fresh = new GemmCase<float>(3, 17, 0, false, false, false, 2);
        fresh.Check(Width.Chosen);
        Assert.Equal(0f, fresh.Result[^1]);
        new GemmCase<float>(3, 17, 0, false, false, true, 2).Check(Width.Chosen);
    }

    [Fact]
    public void A_call_allocates_nothing()
    {
        var product = new GemmCase<float>(10, 40, 40, false, true, false, 0);
        Assert.Equal(0, product.AllocatedBytes());
    }

    [Fact]
    public void The_peak_rate_is_a_plausible_number_of_gigaflops()
    {
        Assert.InRange(PeakRate.MeasureGigaflops<float>(TimeSpan.FromMilliseconds(5)), 0.1, 10_000);
        Assert.InRange(PeakRate.MeasureGigaflops<double>(TimeSpan.FromMilliseconds(5)), 0.1, 10_000);
    }
}
