using MetaLearn.Algorithms;
using MetaLearn.Losses;
using MetaLearn.Reproductions;

namespace MetaLearn.Tests.Reproductions;

public sealed class ImplicitAccuracyTests
{
    private static readonly Reproduction Accuracy = Reproduction.All.Single(reproduction => reproduction.Name == "imaml-accuracy");
    private static readonly ReproductionOptions Tiny = new() { Episodes = 20, Threads = 1 };

    [Theory]
    [InlineData("cg-steps", 21)]
    [InlineData("neumann-terms", 7)]
    [InlineData("inner-accuracy", 19)]
    [InlineData("newton", 3)]
    public void Every_judged_figure_lies_in_its_band_and_threads_change_no_bit(string row, int count)
    {
        var cells = Run(row, Tiny);
        Assert.Equal(count, cells.Length);
        Assert.Contains(cells, cell => cell.Pass == true);
        Assert.DoesNotContain(cells, cell => cell.Pass == false);
        Assert.Equal(cells, Run(row, Tiny with { Threads = 2 }));
    }

    [Fact]
    public void The_exact_meta_gradient_is_the_slope_of_the_query_loss_at_the_exact_solution()
    {
        var episode = new RidgeEpisodes().Sample(3, 1);
        double[] theta = [.. Enumerable.Range(0, RidgeEpisodes.Features).Select(i => Math.Sin(i))];
        var (_, gradient) = RidgeEpisodes.Exact(episode, theta, lambda: 0.8);
        double LossAt(int coordinate, double offset)
        {
            var moved = theta.ToArray();
            moved[coordinate] += offset;
            var (solution, _) = RidgeEpisodes.Exact(episode, moved, lambda: 0.8);
            return Enumerable.Range(0, RidgeEpisodes.Rows).Average(row => Math.Pow(
                Enumerable.Range(0, RidgeEpisodes.Features).Sum(i => episode.Query.X.Span[row * RidgeEpisodes.Features + i] * solution[i]) - episode.Query.Y.Span[row], 2));
        }
        // The loss is quadratic in θ, so that a central difference has no error but rounding.
        for (var i = 0; i < theta.Length; i++) Assert.Equal((LossAt(i, 0.1) - LossAt(i, -0.1)) / 0.2, gradient[i], 1e-10);
    }

    [Fact]
    public void A_wrong_matrix_would_leave_the_band()
    {
        var bench = new RidgeBench(episodes: 10, threads: 1);
        var wrong = bench.Errors(new ImplicitMaml(RidgeBench.Learner(new NewtonSolver(), 2, new ConjugateGradient()).Model, Loss.MeanSquaredError)
        {
            Lambda = 1.01 * RidgeBench.Lambda,
            Steps = 3,
            Solver = new NewtonSolver { Damping = 0, Linear = new ConjugateGradient { Steps = 30 } },
            Linear = new ConjugateGradient { Steps = 20 },
        });
        Assert.InRange(wrong.MetaGradient.Mean, 1e-3, 0.1);
    }

    [Fact]
    public void Memory_is_flat_linear_and_near_flat()
    {
        var cells = Run("memory", Tiny);
        Assert.Equal(12, cells.Length);
        Assert.Equal(3, cells.Count(cell => cell.Pass == true));
        double Bytes(string metric) => cells.Single(cell => cell.Metric == metric).Ours;
        Assert.True(Bytes("unrolled: peak bytes at 500 inner steps") > 15 * Bytes("recomputed: peak bytes at 500 inner steps"));
        Assert.True(Bytes("recomputed: peak bytes at 500 inner steps") > 2 * Bytes("implicit: peak bytes at 500 inner steps"));
    }

    [Fact]
    public void Figures_are_drawn_into_the_folder()
    {
        var folder = Directory.CreateTempSubdirectory("metalearn").FullName;
        try
        {
            _ = Run("cg-steps", Tiny with { Folder = folder });
            Assert.Contains("conjugate gradients", File.ReadAllText(Path.Combine(folder, "cg-steps.svg")), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Reptile_s_demonstration_gives_the_errors_of_its_rows()
    {
        var reptile = Reproduction.All.Single(reproduction => reproduction.Name == "reptile-sinusoid");
        var options = Tiny with { Iterations = 30 };
        foreach (var row in reptile.Rows)
        {
            var cells = reptile.Run(options, [row]).ToArray();
            Assert.Equal(4, cells.Length);
            Assert.All(cells, cell => Assert.InRange(cell.Ours, 0.1, 20));
            Assert.Equal(row.Name is "serial" or "batched" ? 1 : 0, cells.Count(cell => cell.Pass is not null));
        }
    }

    private static ReproductionCell[] Run(string row, ReproductionOptions options) => [.. Accuracy.Run(options, [Accuracy.Rows.Single(one => one.Name == row)])];
}
