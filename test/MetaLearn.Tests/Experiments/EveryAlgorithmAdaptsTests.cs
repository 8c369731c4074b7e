using MetaLearn.Algorithms;
using MetaLearn.Experiments;
using MetaLearn.Tests.Files;
using static MetaLearn.Tests.Algorithms.Trained;

namespace MetaLearn.Tests.Experiments;

public sealed class EveryAlgorithmAdaptsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Names => [.. Choices.Algorithms.Entries.Where(entry => entry.Name != "oracle" && entry.Value.OfPictures is null).Select(entry => entry.Name)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_algorithm_s_model_is_a_value(string algorithm)
    {
        var trained = Model(algorithm);
        Assert.Equal(trained.Hash, Model(algorithm).Hash);
        // Other numbers of examples than the five it was made for.
        foreach (var rows in new[] { 1, 4, 11 })
        {
            var (x, y) = Support(rows + 1);
            var before = trained.Adapt(x.AsSpan(0, rows), y.AsSpan(0, rows));
            AssertSameBits(before, before.With([x[rows]], [y[rows]]).Without(rows));
            before.Save(folder.File("model.adapted"));
            AssertSameBits(before, Model(algorithm).LoadAdapted(folder.File("model.adapted")));
            float[] queries = [.. Enumerable.Range(0, 21).Select(i => (i - 10) / 3f)];
            var together = before.Predict(queries);
            for (var i = 0; i < queries.Length; i++) Assert.Equal(Bits([together[i]]), Bits(before.Predict([queries[i]])));
        }
    }

    [Theory]
    [InlineData("maml", 1 * 8 + 8 + 8 * 7 + 7 + 7 * 1 + 1)]
    [InlineData("anil", 7 * 1 + 1)]
    [InlineData("boil", 1 * 8 + 8 + 8 * 7 + 7)]
    [InlineData("cavia", 5)]
    public void An_adapted_model_holds_only_what_the_support_set_determined(string algorithm, int numbers)
        => Assert.Equal(numbers, Adapt(Model(algorithm), 5).State.Sum(values => values.Length));

    [Fact]
    public void Without_inner_steps_nothing_is_determined() => Assert.Empty(Adapt(Model("pretrained", steps: 0), 5).State);

    private static TrainedModel Model(string algorithm, int steps = 2)
    {
        var spec = ExperimentSpec.For("sinusoid") with { Algorithm = algorithm, Shots = 5, InnerSteps = steps, Hidden = [8, 7], Initializer = "fan-in" };
        var experiment = Experiment.Build(spec);
        return Of(experiment.Learner, 3, steps, experiment.Training.Shape);
    }
}
