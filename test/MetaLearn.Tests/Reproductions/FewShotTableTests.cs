using MetaLearn.Algorithms;
using MetaLearn.Experiments;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Reproductions;

namespace MetaLearn.Tests.Reproductions;

public sealed class FewShotTableTests
{
    private static readonly FewShotTable Strokes = new("strokes",
        [new("5w1s", "--ways 5 --shots 1 --filters 4 --iterations 3 --validate-every 3", 2), new("2w1s", "--ways 2 --shots 1 --filters 4 --iterations 3", 1)],
        [
            new("maml", "MAML.", "--algorithm maml", 10, 99.9),
            new("asked", "Another question.", "--algorithm maml", null, 50) { IsJudged = false },
            new("diverging", "Steps far too long.", "--algorithm maml --inner-learning-rate 1e300", null, 50) { IsJudged = false },
            new("printed", "As published.", null, 98.1),
        ]);

    private static readonly Reproduction Table = Strokes.Reproduction("strokes", "nowhere");

    public static TheoryData<string> TrainedRows
        => [.. MamlOmniglot.Table.Specs.Select(one => $"omniglot {one.Row}"), .. MamlMiniImageNet.Table.Specs.Select(one => $"miniimagenet {one.Row}")];

    [Fact]
    public void A_row_for_each_published_figure()
        => Assert.Equal(["5w1s-maml", "2w1s-maml", "2w1s-asked", "2w1s-diverging", "5w1s-printed"], Table.Rows.Select(row => row.Name));

    [Fact]
    public void The_papers_number_of_steps_is_judged_on_the_accuracy()
    {
        var cells = Run("5w1s-maml", null);
        var judged = Assert.Single(cells, cell => cell.Paper is not null);
        Assert.Equal("accuracy after 2 steps", judged.Metric);
        Assert.Equal(0.1, judged.Paper!.Value, 1e-12);
        Assert.Equal(judged.Ours + judged.Interval >= 0.1, judged.Pass);
        Assert.All(cells.Where(cell => cell.Metric.StartsWith("accuracy", StringComparison.Ordinal)), cell => Assert.InRange(cell.Ours, 0, 1));
        Assert.Equal(3, Assert.Single(cells, cell => cell.Metric == "iterations, of 3").Ours);
        Assert.Equal("8 episodes (seed 0), 5-way 1-shot, 1 query a class, up to 5 inner steps, transductive, one model, ± is 1.96 σ/√n", judged.Protocol);
    }

    [Fact]
    public void What_was_cut_short_or_asks_something_else_is_not_judged()
    {
        Assert.All(Run("5w1s-maml", 2), cell => Assert.Null(cell.Pass));
        Assert.All(Run("2w1s-asked", null), cell => Assert.Null(cell.Pass));
        var diverged = Assert.Single(Run("2w1s-diverging", null));
        Assert.True(double.IsNaN(diverged.Ours));
        Assert.Null(diverged.Pass);
    }

    [Fact]
    public void What_is_only_printed_has_no_figure_of_ours()
    {
        var cell = Assert.Single(Run("5w1s-printed", null));
        Assert.Equal((0.981, 0), (Math.Round(cell.Paper!.Value, 6), cell.Episodes));
        Assert.True(double.IsNaN(cell.Ours));
    }

    [Theory]
    [MemberData(nameof(TrainedRows))]
    public void Every_row_names_settings_that_there_are(string row)
    {
        var parts = row.Split(' ');
        var table = parts[0] == "omniglot" ? MamlOmniglot.Table : MamlMiniImageNet.Table;
        var (_, spec, steps) = table.Specs.Single(one => one.Row == parts[1]);
        Assert.Equal((parts[1].StartsWith("20w", StringComparison.Ordinal) ? 20 : 5, parts[0]), (spec.Ways, spec.Problem));
        AlgorithmSettings.Check(spec);
        ModelSettings.Check(spec);
        if (steps is not { } judged) return;
        Assert.InRange(spec.EvaluationSteps, spec.InnerSteps, 50);
        // A figure after more steps than are evaluated would be left out of the table in silence.
        Assert.InRange(judged, 1, spec.EvaluationSteps);
    }

    [Fact]
    public void Every_trained_row_of_a_table_is_among_its_settings()
    {
        foreach (var (table, reproduction) in new[] { (MamlOmniglot.Table, MamlOmniglot.Reproduction), (MamlMiniImageNet.Table, MamlMiniImageNet.Reproduction) })
        {
            string[] printed = ["mann", "siamese", "matching", "statistician", "memory-module", "meta-lstm"];
            Assert.Equal(reproduction.Rows.Select(row => row.Name).Where(row => !printed.Contains(row.Split('-', 2)[1])), table.Specs.Select(one => one.Row));
            Assert.Contains(table.Specs, one => one.Row == "5w1s-baseline++");
        }
    }

    [Theory]
    [InlineData("5w1s", 1, 5, 10, 0.001, 100_000, 5)]
    [InlineData("5w5s", 5, 5, 10, 0.001, 100_000, 5)]
    [InlineData("20w1s", 1, 10, 20, 0.0005, 200_000, 10)]
    [InlineData("20w5s", 5, 10, 20, 0.0005, 200_000, 10)]
    public void Reptile_trains_on_ten_pictures_a_class_and_is_tested_with_one_query(string setting, int shots, int steps, int batch, double rate, long iterations, int evaluationBatch)
    {
        var spec = MamlOmniglot.Table.Specs.Single(one => one.Row == $"{setting}-reptile").Spec;
        var learner = Assert.IsType<Reptile>(Choices.Algorithms["reptile"].Make(spec, new Mlp(2, 2), MetaLearn.Losses.Loss.MeanSquaredError));
        Assert.True(learner.SeesQuery);
        Assert.Equal((10, shots, 1), (spec.Shots + spec.Queries, spec.EvaluationShots, spec.EvaluationQueries));
        Assert.Equal((steps, batch, rate, evaluationBatch), (learner.Steps, learner.BatchSize, learner.InnerLearningRate, learner.EvaluationBatchSize));
        Assert.Equal((0.0, iterations, 5, 50), (Assert.IsType<Adam>(learner.InnerOptimizer).Beta1, spec.Iterations, spec.MetaBatch, spec.EvaluationSteps));
    }

    [Theory]
    [InlineData("reptile", "nearest")]
    [InlineData("imaml", "antialiased")]
    public void What_was_published_of_other_networks_stands_beside_ours_and_is_not_judged(string method, string resize)
    {
        foreach (var (_, spec, _) in MamlOmniglot.Table.Specs.Where(one => one.Row.EndsWith(method, StringComparison.Ordinal)))
            Assert.Equal(("random-1200", resize), (spec.Split, spec.Resize));
        Assert.All(MamlOmniglot.Reproduction.Rows.Where(row => row.Name.EndsWith(method, StringComparison.Ordinal)), row => Assert.Contains("flattens 2×2×64", row.Description, StringComparison.Ordinal));
        Assert.All(MamlOmniglot.Methods.Where(one => one.Name == method), one => Assert.False(one.IsJudged));
        Assert.All(MamlOmniglot.Table.Specs.Where(one => one.Row.EndsWith("imaml", StringComparison.Ordinal)), one => Assert.Equal(32, one.Spec.MetaBatch));
    }

    [Fact]
    public void Implicit_maml_takes_more_steps_at_20_ways()
        => Assert.Equal([("5w1s-imaml", 16), ("5w5s-imaml", 16), ("20w1s-imaml", 25), ("20w5s-imaml", 25)],
            MamlOmniglot.Table.Specs.Where(one => one.Row.EndsWith("imaml", StringComparison.Ordinal)).Select(one => (one.Row, one.Spec.InnerSteps)));

    private static ReproductionCell[] Run(string row, long? iterations)
        => [.. Table.Run(new() { Iterations = iterations, Episodes = 8, Threads = 1 }, [.. Table.Rows.Where(one => one.Name == row)])];
}
