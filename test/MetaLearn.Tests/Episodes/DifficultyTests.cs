using MetaLearn.Episodes;
using MetaLearn.Tests.Training;
using MetaLearn.Training;

namespace MetaLearn.Tests.Episodes;

public sealed class DifficultyTests
{
    private const int Draws = 4000;

    // Uniform in [0.1, 5], which says all about the distributions below.
    private static readonly Func<Episode, double> Amplitude = episode => episode.TaskParameters.Span[0];

    private static readonly Sinusoids Curves = new() { Shots = 5, Queries = 5 };

    [Theory]
    [InlineData(0.125)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void A_curriculum_takes_evenly_from_the_easiest_candidates(double share)
    {
        // Of 8 uniform numbers the mean of the m smallest is (m + 1) / 2 of a ninth of the way.
        var eligible = Math.Ceiling(8 * share);
        var expected = 0.1 + 4.9 * (eligible + 1) / 2 / 9;
        var source = new Curriculum(Curves, Amplitude, _ => share);
        Assert.Equal(expected, Mean(source), 0.1);
    }

    [Fact]
    public void Difficulty_grows_with_the_index_until_the_source_s_own()
    {
        var source = new Curriculum(Curves, Amplitude, Curriculum.Linear(0.1, 20_000));
        double[] means = [.. Enumerable.Range(0, 6).Select(part => Enumerable.Range(part * 5000, 1000).Average(index => Amplitude(source.Sample(3, index))))];
        for (var part = 1; part < 5; part++) Assert.True(means[part] > means[part - 1] + 0.1, string.Join(", ", means));
        Assert.InRange(means[0], 0.1, 1);
        Assert.Equal(2.55, means[4], 0.2);
        Assert.Equal(2.55, means[5], 0.2);
    }

    [Fact]
    public void Without_restriction_every_episode_is_one_of_the_source_s_and_none_comes_twice()
    {
        var source = new Curriculum(Curves, Amplitude, _ => 1) { Candidates = 4 };
        var drawn = Enumerable.Range(0, 500).Select(index => Amplitude(source.Sample(3, index))).ToList();
        var all = Enumerable.Range(0, 2000).Select(index => Amplitude(Curves.Sample(3, index))).ToHashSet();
        Assert.All(drawn, amplitude => Assert.Contains(amplitude, all));
        Assert.Equal(drawn.Count, drawn.Distinct().Count());
    }

    [Fact]
    public void A_weight_function_tilts_the_distribution()
    {
        // Weighted by w, a uniform number of [0.1, 5] has the mean ∫x² / ∫x = 3.334; eight candidates come close.
        Assert.Equal(3.334, Mean(new DifficultyWeighted(Curves, Amplitude, candidates: 64)), 0.08);
        Assert.Equal(2.55, Mean(new DifficultyWeighted(Curves, _ => 7)), 0.08);
        Assert.Equal(2.55, Mean(new DifficultyWeighted(Curves, _ => 0)), 0.08);
    }

    [Fact]
    public void A_table_is_followed_in_proportion()
    {
        double[] weights = [1, 0, 3, 0.5, 5.5, 0];
        var source = new DifficultyWeighted(Curves, weights, poolSeed: 77);
        var pool = Enumerable.Range(0, weights.Length).ToDictionary(index => Amplitude(Curves.Sample(77, index)), index => index);
        var counts = new int[weights.Length];
        for (var index = 0; index < Draws; index++) counts[pool[Amplitude(source.Sample(3, index))]]++;
        for (var i = 0; i < weights.Length; i++) Assert.Equal(weights[i] / 10, counts[i] / (double)Draws, weights[i] == 0 ? 0 : 0.035);
        Assert.Equal(weights, source.Weights);
    }

    [Fact]
    public void Training_on_each_has_the_same_bits_for_any_threads()
    {
        foreach (var source in (IEpisodeSource[])
            [
                new Curriculum(Curves, Amplitude, Curriculum.Linear(0.1, 300)),
                new DifficultyWeighted(Curves, Amplitude),
                new DifficultyWeighted(Curves, [.. Enumerable.Range(1, 40).Select(i => (double)i)], poolSeed: 5),
            ])
        {
            TrainingState Run(int threads)
            {
                using var trainer = new Trainer(SmallTraining.Learner(), source, SmallTraining.Options with { Threads = threads });
                return trainer.Run();
            }
            var one = Run(1);
            SmallTraining.AssertSameBits(one, Run(2));
            Assert.NotEqual(SmallTraining.Run(SmallTraining.Options).Parameters, one.Parameters);
            Assert.Equal(source.Sample(3, 8).Query.Y.ToArray(), source.Sample(3, 8).Query.Y.ToArray());
        }
    }

    [Fact]
    public void A_table_refreshed_between_rounds_gives_the_same_bits_for_any_threads_and_stops()
    {
        const int Pool = 40;
        const ulong PoolSeed = 11;
        TrainingState Rounds(int threads, bool stops)
        {
            var learner = SmallTraining.Learner();
            using var evaluator = new Evaluator(learner, Curves, learner.InnerSteps, threads);
            TrainingState? state = null;
            for (var round = 1; round <= 3; round++)
            {
                var weights = state is null ? [.. Enumerable.Repeat(1.0, Pool)] : evaluator.Run(state.Parameters, Pool, PoolSeed).Losses[^1];
                var source = new DifficultyWeighted(Curves, weights, PoolSeed);
                foreach (var end in stops ? (int[])[round * 10 - 4, round * 10] : [round * 10])
                {
                    using var trainer = new Trainer(learner, source, SmallTraining.Options with { Iterations = end, Threads = threads });
                    state = trainer.Run(state);
                }
            }
            return state!; // There were rounds.
        }
        var expected = Rounds(threads: 1, stops: false);
        Assert.Equal(expected.Parameters, Rounds(threads: 2, stops: false).Parameters);
        Assert.Equal(expected.Parameters, Rounds(threads: 2, stops: true).Parameters);
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_number()
    {
        Refused<ArgumentException>("weight of episode 1 is -2", () => new DifficultyWeighted(Curves, [1, -2], 0));
        Refused<ArgumentException>("weight of episode 0 is NaN", () => new DifficultyWeighted(Curves, [double.NaN], 0));
        Refused<ArgumentException>("The 2 weights add up to 0", () => new DifficultyWeighted(Curves, [0, 0], 0));
        Refused<ArgumentException>("holds no weight", () => new DifficultyWeighted(Curves, [], 0));
        Refused<InvalidOperationException>("weight of episode 16 of seed 3 is -1", () => new DifficultyWeighted(Curves, _ => -1).Sample(3, 2));
        Refused<InvalidOperationException>("difficulty of episode 0 of seed 3 is NaN", () => new Curriculum(Curves, _ => double.NaN, _ => 0.5).Sample(3, 0));
        Refused<InvalidOperationException>("share of episode 5 is 0", () => new Curriculum(Curves, Amplitude, _ => 0).Sample(3, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Curriculum.Linear(0, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Curriculum.Linear(0.5, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Curriculum(Curves, Amplitude, _ => 1) { Candidates = 0 });
    }

    private static void Refused<T>(string what, Func<object> attempt) where T : Exception
        => Assert.Contains(what, Assert.Throws<T>(attempt).Message, StringComparison.Ordinal);

    private static double Mean(IEpisodeSource source) => Enumerable.Range(0, Draws).Average(index => Amplitude(source.Sample(3, index)));
}
