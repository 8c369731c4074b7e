using MetaLearn.Reproductions;
using MetaLearn.Tests.Files;

namespace MetaLearn.Tests.Reproductions;

public sealed class FewShotBaselinesTests
{
    [Fact]
    public void Rows_of_one_classifier_share_its_network_and_stand_beside_published_figures()
    {
        var table = new FewShotTable("strokes", [new("5w1s", "--ways 5 --shots 1", 5)], [.. FewShotBaselines.Of("--iterations 2 --filters 4 --validation-episodes 4", [28.86], [])])
            .Reproduction("baselines", "a test");
        Assert.Equal(["5w1s-pixels", "5w1s-nearest-neighbour", "5w1s-fine-tuning", "5w1s-baseline++"], table.Rows.Select(row => row.Name));
        using var folder = new TemporaryFolder();
        var cells = table.Run(new() { Episodes = 20, Threads = 1, Folder = folder.Path }, table.Rows).ToArray();
        var accuracies = cells.Where(cell => cell.Metric == "accuracy").ToArray();
        Assert.Equal([null, null, 0.2886, null], accuracies.Select(cell => cell.Paper));
        Assert.All(accuracies, cell => Assert.InRange(cell.Ours, 0.1, 1));
        Assert.All(cells, cell => Assert.Null(cell.Pass));
        Assert.All(accuracies, cell => Assert.Contains("20 episodes (seed 0), 5-way 1-shot, 1 query a class, up to", cell.Protocol, StringComparison.Ordinal));
        // Beside rows of MAML, which are transductive.
        Assert.All(accuracies, cell => Assert.Contains("inductive, one model", cell.Protocol, StringComparison.Ordinal));
        Assert.Equal(
            ["5w1s-baseline++.safetensors", "5w1s-classifier.safetensors"],
            Directory.GetFiles(folder.Path, "*.safetensors").Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }
}
