using MetaLearn.Episodes;
using MetaLearn.Reproductions;
using MetaLearn.Training;

namespace MetaLearn.Tests.Reproductions;

public sealed class MamlSinusoidTests
{
    [Fact]
    public void The_anchors_agree_with_the_integrals_they_solve()
    {
        // Midpoints in φ and x; E[A] and E[A²] of U[0.1, 5] are known.
        const int cells = 1000;
        var (zero, best) = (0.0, 0.0);
        for (var i = 0; i < cells; i++)
        {
            var x = -5 + (i + 0.5) * 10 / cells;
            var (mean, square) = (0.0, 0.0);
            for (var j = 0; j < cells; j++)
            {
                var value = Math.Sin(x - (j + 0.5) * Math.PI / cells);
                mean += value / cells;
                square += value * value / cells;
            }
            var meanSquare = (125 - 0.001) / 14.7 * square;
            zero += meanSquare / cells;
            best += (meanSquare - Math.Pow(2.55 * mean, 2)) / cells;
        }
        Assert.Equal(zero, MamlSinusoid.ErrorOfZero, 1e-4);
        Assert.Equal(best, MamlSinusoid.ErrorOfBestFunction, 1e-4);
        Assert.Equal(3.006, MamlSinusoid.ErrorOfBestFunction, 5e-4);
    }

    [Theory]
    [InlineData(SupportHalf.Left)]
    [InlineData(SupportHalf.Right)]
    [InlineData(SupportHalf.Either)]
    public void The_unseen_half_holds_every_query_point_and_no_support_point(SupportHalf half)
    {
        var source = new Sinusoids { Shots = 4, Queries = 7, SupportHalf = half };
        for (var index = 0; index < 40; index++)
        {
            var (whole, unseen) = (source.Sample(3, index), new UnseenHalf(source).Sample(3, index));
            Assert.Equal(whole.Support.X.ToArray(), unseen.Support.X.ToArray());
            Assert.Equal(whole.Support.Y.ToArray(), unseen.Support.Y.ToArray());
            var seen = Math.Sign(unseen.Support.X.Span[0]);
            Assert.All(unseen.Support.X.ToArray(), x => Assert.Equal(seen, Math.Sign(x)));
            Assert.All(unseen.Query.X.ToArray(), x => Assert.Equal(-seen, Math.Sign(x)));
            Assert.Equal(whole.Query.X.ToArray().Select(Math.Abs), unseen.Query.X.ToArray().Select(Math.Abs));
            var hidden = unseen.TaskParameters.Span.ToArray();
            Assert.All(unseen.Query.X.ToArray().Zip(unseen.Query.Y.ToArray()), point => Assert.Equal(hidden[0] * Math.Sin(point.First - hidden[1]), point.Second, 1e-5));
        }
    }

    [Fact]
    public void The_median_has_the_interval_of_its_ranks()
    {
        // 100 values 0 … 99: the ranks 49.5 ± 9.8 hold the values 59 and 40.
        var median = SinusoidBench.Median([.. Enumerable.Range(0, 100).Select(i => (double)(i * 37 % 100))]);
        Assert.Equal(new Estimate(49.5, 9.5), median);
        Assert.Equal(new Estimate(7, 0), SinusoidBench.Median([7]));
        Assert.Equal(2, SinusoidBench.Median([9, double.PositiveInfinity, 2, 1, 0]).Mean);
    }

    [Fact]
    public void Bands_judge_and_never_pass_what_is_no_number()
    {
        static bool Holds(Band band, double mean, double interval, double? paper = null) => band.Holds(new(mean, interval), paper);
        Assert.True(Holds(Band.AtMostPaper, 0.7, 0.1, 0.67));
        Assert.False(Holds(Band.AtMostPaper, 0.8, 0.1, 0.67));
        Assert.True(Holds(Band.AtMostPaper, 0.1, 0.01, 0.67));
        Assert.True(Holds(Band.NearPaper, 2.0, 0.25, 2.41));
        Assert.False(Holds(Band.NearPaper, 2.0, 0.2, 2.41));
        Assert.False(Holds(Band.NearPaper, 2.82, 0.2, 2.41));
        Assert.True(Holds(Band.Near(3), 3.1, 0.06));
        Assert.False(Holds(Band.Near(3), 2.8, 0.06));
        Assert.True(Holds(Band.Below(0.1), 0.05, 0.04));
        Assert.False(Holds(Band.Below(0.1), 0.05, 0.06));
        foreach (var band in (Band[])[Band.AtMostPaper, Band.NearPaper, Band.Near(1), Band.Below(1)])
        {
            Assert.False(Holds(band, double.NaN, double.NaN, 1));
            Assert.False(Holds(band, double.PositiveInfinity, double.NaN, 1));
        }
    }
}
