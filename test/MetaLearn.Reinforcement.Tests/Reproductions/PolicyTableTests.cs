using MetaLearn.Files;
using MetaLearn.Reinforcement.Reproductions;
using MetaLearn.Reproductions;

namespace MetaLearn.Reinforcement.Tests.Reproductions;

public sealed class PolicyTableTests : IDisposable
{
    private static readonly PolicyRow Row = new("maml", "MAML.", "--algorithm maml") { Paper = [(-40, 4), (-12, 2), (-3, double.NaN)], JudgedFrom = 1 };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, -14, 0, true)]
    [InlineData(1, -14.001, 0, false)]
    [InlineData(1, 5, 0, true)]
    [InlineData(1, double.NaN, 0, false)]
    [InlineData(1, -10, 1, false)]
    public void A_return_is_judged_by_the_published_less_its_interval(int step, double ours, int faults, bool passes)
        => Assert.Equal(("at least -14.00, the published less its interval", passes), Row.Judge(step, ours, faults));

    [Fact]
    public void Nothing_is_judged_before_the_first_step_without_an_interval_or_where_nothing_was_published()
    {
        foreach (var step in new[] { 0, 2, 3 }) Assert.Equal((null, null), Row.Judge(step, -1000, 0));
        Assert.Equal((null, null), (Row with { JudgedFrom = null }).Judge(1, -1000, 0));
        Assert.NotNull((Row with { JudgedFrom = 0 }).Judge(0, -1000, 0).Passes);
    }

    [Fact]
    public void A_row_that_searches_says_so_and_prints_its_starts_and_one_cut_short_takes_the_first()
    {
        const string Options = "--meta-batch 2 --trajectories 2 --hidden 4 --evaluation-steps 1 --evaluation-trajectories 1 --iterations 4 --validate-every 2 --starts 2 --start-iterations 2";
        var table = new PolicyTable("mdp", [new("searched", "A tiny MAML.", Options)]).Reproduction("tiny-table", "nowhere");
        Assert.Equal("A tiny MAML. The best of 2 starts after 2 iterations.", Assert.Single(table.Rows).Description);
        Assert.Equal(["start of seed 0, return on validation goals", "start of seed 1, return on validation goals"], Starts(null));
        Assert.Empty(Starts(1));

        string[] Starts(long? iterations) => [.. table.Run(new ReproductionOptions { Threads = 1, Iterations = iterations }).Select(cell => cell.Metric).Where(metric => metric.StartsWith("start", StringComparison.Ordinal))];
    }

    [Fact]
    public void A_training_is_judged_only_where_it_is_as_long_as_its_row_s()
    {
        Assert.Equal([null, true], Passes("--iterations 2"));
        // The folder has more than this row asks for.
        Assert.Equal([null, null], Passes("--iterations 1"));
        Assert.Equal([null, true], Passes("--iterations 3"));
        Assert.Equal("3", RunFolder.ReadRecord(Path.Combine(folder.FullName, "tiny")).Options["iterations"]);

        bool?[] Passes(string iterations)
        {
            var row = new PolicyRow("tiny", "A tiny MAML.", $"--meta-batch 2 --trajectories 2 --hidden 4 --evaluation-steps 1 --evaluation-trajectories 1 {iterations}") { Paper = [(-1000, 1), (-1000, 1)], JudgedFrom = 1 };
            var cells = new PolicyTable("mdp", [row]).Reproduction("tiny-table", "nowhere").Run(new ReproductionOptions { Folder = folder.FullName, Threads = 1 });
            return [.. cells.Where(cell => cell.Metric.StartsWith("return after", StringComparison.Ordinal)).Select(cell => cell.Pass)];
        }
    }
}
