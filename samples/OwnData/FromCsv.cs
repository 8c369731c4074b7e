using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Samples.OwnData;

/// <summary>A new kiosk's sales from ten of its days, after learning from other kiosks.</summary>
internal static class FromCsv
{
    public static async Task RunAsync(string path)
    {
        var table = CsvTable.Read(path, episode: "kiosk", features: ["temperature", "weekend"], targets: ["sold"]).WithAtLeast(shots: 10);
        var split = EpisodeSplit.Exact(table.Groups.Select(kiosk => kiosk.Name), validation: 0, test: 0.2);
        var scaling = Scaling.Learn(table.Only(split.Train));
        var known = new TabularEpisodes(table.Only(split.Train), scaling, shots: 10, queries: 10);
        var unknown = new TabularEpisodes(table.Only(split.Test), scaling, shots: 10, queries: 10, EpisodeOrder.AsGiven);

        var learner = new Maml(new Mlp(2, 40, 40, 1), Loss.MeanSquaredError) { InnerLearningRate = 0.1, Steps = 3 };
        var trained = await learner.TrainAsync(known, new() { Iterations = 1_000 });

        using var evaluator = new Evaluator(learner, unknown, innerSteps: 3);
        var byStep = evaluator.Run(trained.Parameters, episodes: 80, seed: 1).ByStep;
        Console.WriteLine($"kiosks never seen: error {byStep[0].Mean:F2} as it is, {byStep[3].Mean:F2} adapted to ten days");

        var kiosk = unknown.Sample(seed: 1, index: 0);
        var sold = new double[unknown.Shape.QueryRows];
        scaling.InvertTargets(trained.Adapt(kiosk.Support).Predict(kiosk.Query.X.Span), sold);
        Console.WriteLine($"{kiosk.Name}, a day it was not told of: {sold[0]:F0} sold");
    }
}
