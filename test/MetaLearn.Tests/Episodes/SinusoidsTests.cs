using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class SinusoidsTests
{
    private static IEnumerable<Episode> Many(Sinusoids source, int count = 20_000) => Enumerable.Range(0, count).Select(i => source.Sample(1, i));

    [Fact]
    public void Amplitude_phase_and_x_are_uniform_over_the_papers_ranges()
    {
        var episodes = Many(new Sinusoids { Shots = 1, Queries = 1 }).ToList();
        CheckUniform(episodes.Select(e => e.TaskParameters.Span[0]), 0.1, 5);
        CheckUniform(episodes.Select(e => e.TaskParameters.Span[1]), 0, Math.PI);
        CheckUniform(episodes.Select(e => e.Support.X.Span[0]), -5, 5);
        CheckUniform(episodes.Select(e => e.Query.X.Span[0]), -5, 5);
    }

    [Fact]
    public void Predicting_zero_has_the_derived_error_of_4_25()
    {
        // φ ~ U[0, π] makes the mean of sin² one half at every x, so the error is E[A²]/2 with A ~ U[0.1, 5].
        var expected = (Math.Pow(5, 3) - Math.Pow(0.1, 3)) / (3 * 4.9) / 2;
        Assert.Equal(4.25, expected, 0.005);
        var error = Many(new Sinusoids()).Average(episode => episode.Query.Y.ToArray().Average(y => (double)y * y));
        Assert.Equal(expected, error, 0.1);
    }

    [Fact]
    public void A_range_of_frequencies_is_a_third_hidden_number_and_leaves_the_other_two_as_they_are()
    {
        var (fixedOne, varied) = (new Sinusoids(), new Sinusoids { Frequency = new(0.8, 1.2) });
        CheckUniform(Many(varied with { Shots = 1, Queries = 1 }).Select(e => e.TaskParameters.Span[2]), 0.8, 1.2);
        foreach (var (plain, episode) in Many(fixedOne, 50).Zip(Many(varied, 50)))
        {
            var (a, phase, frequency) = (episode.TaskParameters.Span[0], episode.TaskParameters.Span[1], episode.TaskParameters.Span[2]);
            Assert.Equal(plain.TaskParameters.ToArray(), new[] { a, phase });
            Assert.Equal(plain.Support.X.ToArray(), episode.Support.X.ToArray());
            for (var i = 0; i < 10; i++)
                Assert.Equal(a * Math.Sin(frequency * (double)episode.Support.X.Span[i] - phase), episode.Support.Y.Span[i], 1e-6);
        }
    }

    [Fact]
    public void Y_is_the_sine_of_the_stated_amplitude_and_phase()
    {
        foreach (var episode in Many(new Sinusoids(), 100))
        {
            var (a, phase) = (episode.TaskParameters.Span[0], episode.TaskParameters.Span[1]);
            for (var i = 0; i < 10; i++)
                Assert.Equal(a * Math.Sin((double)episode.Support.X.Span[i] - phase), episode.Support.Y.Span[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(SupportHalf.Left, -5, 0)]
    [InlineData(SupportHalf.Right, 0, 5)]
    public void The_support_can_come_from_one_half_while_the_query_covers_all(SupportHalf half, float low, float high)
    {
        var episodes = Many(new Sinusoids { SupportHalf = half }, 500).ToList();
        Assert.All(episodes, e => Assert.All(e.Support.X.ToArray(), x => Assert.InRange(x, low, high)));
        CheckUniform(episodes.SelectMany(e => e.Query.X.ToArray()), -5, 5);
    }

    [Fact]
    public void Either_half_is_one_half_in_each_episode_and_both_over_many()
    {
        var sides = Many(new Sinusoids { SupportHalf = SupportHalf.Either }, 2000)
            .Select(e => e.Support.X.ToArray().Select(x => x >= 0).Distinct().Single()).ToList();
        Assert.InRange(sides.Count(right => right), 900, 1100);
    }

    [Fact]
    public void Reptiles_phases_reach_two_pi() =>
        CheckUniform(Many(new Sinusoids { PhaseRange = new(0, 2 * Math.PI) }).Select(e => e.TaskParameters.Span[1]), 0, 2 * Math.PI);

    [Fact]
    public void A_set_of_as_many_points_as_the_grid_is_the_grid_and_a_smaller_one_draws_from_it()
    {
        var source = new Sinusoids { GridPoints = 50, Shots = 10, Queries = 50 };
        var grid = Enumerable.Range(0, 50).Select(i => (float)(-5 + 10.0 * i / 49)).ToArray();
        var episodes = Many(source, 400).ToList();
        Assert.All(episodes, e => Assert.Equal(grid, e.Query.X.ToArray()));
        Assert.All(episodes, e => Assert.All(e.Support.X.ToArray(), x => Assert.Contains(x, grid)));
        Assert.Equal(50, episodes.SelectMany(e => e.Support.X.ToArray()).Distinct().Count());
        Assert.Equal((-5f, 5f), (grid[0], grid[^1]));
    }

    // Range, mean and variance of a uniform variable, within about five standard errors for 5,000 draws or more.
    private static void CheckUniform(IEnumerable<float> draws, double low, double high)
    {
        var values = draws.Select(value => (value - low) / (high - low)).ToList();
        Assert.All(values, value => Assert.InRange(value, -1e-6, 1 + 1e-6));
        var mean = values.Average();
        Assert.Equal(0.5, mean, 0.02);
        Assert.Equal(1 / 12.0, values.Average(value => (value - mean) * (value - mean)), 0.005);
    }
}
