using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Samples.OwnData;

/// <summary>Episodes that a program makes: thermometers, each with an offset and a gain of its own.</summary>
internal static class FromMemory
{
    public static async Task RunAsync()
    {
        var source = new MemoryEpisodes(Thermometers(200), xRow: new Shape(1), yRow: new Shape(1));
        var learner = new Maml(new Mlp(1, 20, 1), Loss.MeanSquaredError) { InnerLearningRate = 0.1, Steps = 3 };
        var trained = await learner.TrainAsync(source, new() { Iterations = 2_000 });

        var adapted = trained.Adapt(supportX: [0.1f, 0.5f, 0.9f], supportY: [0.33f, 0.65f, 0.97f]);    // gain 0.8, offset 0.25
        Console.WriteLine($"a new thermometer reads 0.70: true {adapted.Predict([0.7f])[0]:F2}");
    }

    private static IEnumerable<Episode> Thermometers(int count)
    {
        var random = new RandomStream(seed: 5);
        for (var i = 0; i < count; i++)
        {
            var (gain, offset) = (random.Uniform(0.5, 1.5), random.Uniform(-0.5, 0.5));
            yield return new Episode(Readings(3), Readings(5));

            Examples Readings(int rows)
            {
                var x = Enumerable.Range(0, rows).Select(_ => (float)random.NextDouble()).ToArray();
                return new Examples(x, Array.ConvertAll(x, reading => (float)(gain * reading + offset)));
            }
        }
    }
}
