using MetaLearn.Episodes;
using MetaLearn.Experiments;

namespace MetaLearn.Tests.Experiments;

public sealed class SamplingTests
{
    private const int Episodes = 400;

    [Fact]
    public void Support_spread_is_the_variance_of_the_support_labels()
    {
        static Episode Of(params float[] labels) => new(new(new float[labels.Length], labels), new(new float[1], new float[1]));
        Assert.Equal(0, SupportSpread.Of(Of(3, 3, 3)));
        Assert.Equal(4, SupportSpread.Of(Of(1, 5)), 12);
    }

    [Fact]
    public void A_curriculum_begins_with_little_spread_and_ends_as_the_source_and_difficulty_prefers_much()
    {
        var (uniform, curriculum, difficulty) = (Mean("uniform", 0), Mean("curriculum", 0), Mean("difficulty", 0));
        Assert.True(curriculum < 0.3 * uniform, $"{curriculum} at the start of the curriculum, {uniform} of the source.");
        Assert.True(difficulty > 1.2 * uniform, $"{difficulty} by difficulty, {uniform} of the source.");
        // Half of 1,000 iterations of 25 episodes.
        Assert.InRange(Mean("curriculum", 12_500), 0.85 * uniform, 1.15 * uniform);
        Assert.True(Mean("curriculum", 6_000) is var half && half > 1.5 * curriculum && half < 0.95 * uniform);
    }

    [Theory]
    [InlineData("curriculum")]
    [InlineData("difficulty")]
    public void Only_training_is_sampled_so(string sampling)
    {
        var experiment = Experiment.Build(ExperimentSpec.For("sinusoid") with { Sampling = sampling });
        Assert.IsNotType<Sinusoids>(experiment.Training);
        Assert.IsType<Sinusoids>(experiment.Validation);
        Assert.IsType<Sinusoids>(experiment.Test);
        Assert.IsType<Sinusoids>(experiment.Data.Training);
    }

    private static double Mean(string sampling, long first)
    {
        var source = Experiment.Build(ExperimentSpec.For("sinusoid") with { Sampling = sampling, Iterations = 1000 }).Training;
        return Enumerable.Range(0, Episodes).Average(index => SupportSpread.Of(source.Sample(1, first + index)));
    }
}
