using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class FunctionFamilyTests
{
    [Fact]
    public void Harmonics_are_two_sines_with_a_frequency_ratio_of_two()
    {
        for (var i = 0; i < 100; i++)
        {
            var episode = new Harmonics().Sample(1, i);
            var p = episode.TaskParameters.ToArray();
            Assert.InRange(p[0], 5, 7);
            for (var k = 0; k < 10; k++)
            {
                var x = (double)episode.Query.X.Span[k];
                Assert.Equal(p[1] * Math.Sin(p[0] * x + p[3]) + p[2] * Math.Sin(2 * p[0] * x + p[4]), episode.Query.Y.Span[k], 1e-5);
            }
        }
    }

    [Fact]
    public void Harmonics_look_at_a_window_of_unit_deviation_and_have_unit_power()
    {
        var episodes = Enumerable.Range(0, 10_000).Select(i => new Harmonics().Sample(2, i)).ToList();
        var offsets = episodes.SelectMany(e => e.Support.X.ToArray().Select(x => (double)x - e.TaskParameters.Span[5])).ToList();
        Assert.Equal(0, offsets.Average(), 0.02);
        Assert.Equal(1, offsets.Average(x => x * x), 0.03);
        Assert.Equal(1, episodes.SelectMany(e => e.Support.Y.ToArray()).Average(y => (double)y * y), 0.06);
    }

    [Fact]
    public void Noise_has_the_stated_deviation_and_leaves_the_curve_alone()
    {
        var (clean, noisy) = (new LinearFunctions(), new LinearFunctions { Noise = 0.5 });
        var differences = new List<double>();
        for (var i = 0; i < 2000; i++)
        {
            var (a, b) = (clean.Sample(1, i).Support, noisy.Sample(1, i).Support);
            Assert.Equal(a.X.ToArray(), b.X.ToArray());
            for (var k = 0; k < 10; k++) differences.Add(b.Y.Span[k] - a.Y.Span[k]);
        }
        Assert.Equal(0, differences.Average(), 0.02);
        Assert.Equal(0.25, differences.Average(d => d * d), 0.01);
        var (curve, truth) = (new float[1], new float[1]);
        noisy.Curve(1, 7, [0.5f], curve);
        clean.Curve(1, 7, [0.5f], truth);
        Assert.Equal(truth, curve);
    }

    [Fact]
    public void Steps_have_the_left_level_before_the_threshold_and_the_right_one_after()
    {
        for (var i = 0; i < 100; i++)
        {
            var episode = new StepFunctions().Sample(1, i);
            var p = episode.TaskParameters.ToArray();
            for (var k = 0; k < 10; k++) Assert.Equal(episode.Query.X.Span[k] < p[0] ? p[1] : p[2], episode.Query.Y.Span[k]);
        }
    }

    [Fact]
    public void Lines_have_the_stated_slope_and_intercept()
    {
        var episode = new LinearFunctions().Sample(1, 3);
        var p = episode.TaskParameters.ToArray();
        for (var k = 0; k < 10; k++) Assert.Equal(p[0] * (double)episode.Query.X.Span[k] + p[1], episode.Query.Y.Span[k], 1e-5);
    }

    [Fact]
    public void Gaussian_process_values_covary_as_the_kernel_says()
    {
        var source = new GaussianProcesses { Shots = 1, Queries = 1, Noise = 0, OutputScale = Bounds.Fixed(2) };
        var (near, far, variance) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < 40_000; i++)
        {
            var episode = source.Sample(1, i);
            var distance = Math.Abs(episode.Support.X.Span[0] - episode.Query.X.Span[0]);
            var product = (double)episode.Support.Y.Span[0] * episode.Query.Y.Span[0];
            variance.Add(episode.Support.Y.Span[0] * (double)episode.Support.Y.Span[0]);
            if (Math.Abs(distance - 0.4) < 0.05) near.Add(product);
            if (distance > 2) far.Add(product);
        }
        Assert.Equal(4, variance.Average(), 0.15);
        Assert.Equal(4 * Math.Exp(-0.5), near.Average(), 0.3);
        Assert.Equal(0, far.Average(), 0.2);
    }

    [Fact]
    public void Gaussian_processes_of_many_close_points_can_be_drawn()
    {
        var episode = new GaussianProcesses { Shots = 100, Queries = 100, Noise = 0, X = new(0, 0.001) }.Sample(1, 0);
        Assert.All(episode.Query.Y.ToArray(), y => Assert.True(float.IsFinite(y)));
        // Points within a 400th of the length scale have nearly one value.
        Assert.True(episode.Query.Y.ToArray().Max() - episode.Query.Y.ToArray().Min() < 0.05);
    }

    [Fact]
    public void Gaussian_process_scales_are_drawn_in_each_episode_where_they_vary()
    {
        var source = new GaussianProcesses { LengthScale = new(0.1, 0.6), OutputScale = new(0.1, 1) };
        var parameters = Enumerable.Range(0, 500).Select(i => source.Sample(1, i).TaskParameters.ToArray()).ToList();
        Assert.All(parameters, p => Assert.InRange(p[0], 0.1f, 0.6f));
        Assert.Equal(0.35, parameters.Average(p => p[0]), 0.03);
        Assert.Equal(0.55, parameters.Average(p => p[1]), 0.05);
    }
}
