using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Samples.OwnData;

/// <summary>Whether a new kiosk's stock will do, from ten of its days: weather and weekday are categories, the answer is a label.</summary>
internal static class FromText
{
    public static async Task RunAsync(string path)
    {
        var columns = new TableColumns
        {
            Episode = "kiosk",
            Features = ["temperature", "weather", "weekday"],
            Targets = ["stock"],
            Categories = ["weekday"],    // 1 to 7, but Sunday is not seven times Monday
            Split = "part",
        };
        var table = CsvTable.Read(path, columns).WithAtLeast(shots: 10);
        var split = EpisodeSplit.ByColumn(table.Groups.Select(kiosk => (kiosk.Name, kiosk.Part!.Value)));
        var encoding = TableEncoding.Learn(table.Only(split.Train));
        var known = new TabularEpisodes(table.Only(split.Train), encoding, shots: 10, queries: 10);
        var unknown = new TabularEpisodes(table.Only(split.Test), encoding, shots: 10, queries: 10, EpisodeOrder.AsGiven);
        Console.WriteLine($"{encoding.InputWidth} numbers of a day: temperature, {encoding.Categories["weather"].Length} kinds of weather, {encoding.Categories["weekday"].Length} weekdays");
        Console.WriteLine($"labels: {string.Join(", ", encoding.Labels)}");

        var learner = new Maml(new Mlp(encoding.InputWidth, 40, encoding.OutputWidth), (logits, labels) => Loss.CrossEntropy(logits, labels))
        {
            InnerLearningRate = 0.2,
            Steps = 3,
        };
        var trained = await learner.TrainAsync(known, new() { Iterations = 1_000 });

        using var evaluator = new Evaluator(learner, unknown, innerSteps: 3, accuracy: Loss.Accuracy);
        var right = evaluator.Run(trained.Parameters, episodes: 80, seed: 1).Accuracies;
        Console.WriteLine($"kiosks never seen: {right[0].Average():F2} right as it is, {right[3].Average():F2} adapted to ten days");
    }
}
