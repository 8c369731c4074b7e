using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class TrustRegionStepTests
{
    // At observation 0 the weight does nothing: what moves is the mean, which is the bias, and log σ.
    private static readonly GaussianPolicy Policy = new(new Mlp(1, 1), 1, 1);

    private static readonly float[] Actions = [0.3f + 2 * 0.9f, 0.3f - 2 * 0.5f, 0.3f, 0.3f + 2 * 1.4f], Gains = [1, -0.8f, 0.2f, 1.1f];

    [Fact]
    public void Step_is_the_natural_gradient_within_the_bound()
    {
        var theta = Theta();
        var report = Step(new TrustRegion { Bound = 0.01, Damping = 0 }, theta, Gains);
        Assert.True(report.IsAccepted);
        Assert.True(report.LossAfter < report.LossBefore);
        Assert.InRange(report.Divergence, 0.005, 0.01);
        // ∇ = −E[A (a − μ) / σ²] and −E[A ((a − μ)² / σ² − 1)]; F = diag(1 / σ², 2).
        double[] noise = [0.9, -0.5, 0, 1.4];
        var slopeOfMean = -noise.Zip(Gains, (z, gain) => gain * z / 2).Average();
        var slopeOfLog = -noise.Zip(Gains, (z, gain) => gain * (z * z - 1)).Average();
        var (alongMean, alongLog) = (slopeOfMean * 4, slopeOfLog / 2);
        var length = Math.Sqrt(2 * 0.01 / (slopeOfMean * alongMean + slopeOfLog * alongLog)) * Math.Pow(0.8, report.Backtracks);
        Near.Equal([0.3 - length * alongMean, Math.Log(2) - length * alongLog], [theta[1][0], theta[2][0]], 1e-5);
        Assert.Equal(0.7f, theta[0][0]);
        // KL of two normals, by hand.
        var (from, to) = (2.0, Math.Exp(theta[2][0]));
        Assert.Equal(Math.Log(to / from) + (from * from + Math.Pow(0.3 - theta[1][0], 2)) / (2 * to * to) - 0.5, report.Divergence, 1e-6);
    }

    public static TheoryData<string, int> Hopeless()
    {
        var all = new TheoryData<string, int>();
        foreach (var why in new[] { "no advantage", "far too long a step", "NaN", "infinite" })
            foreach (var steps in new[] { 0, 1 }) all.Add(why, steps);
        return all;
    }

    [Theory]
    [MemberData(nameof(Hopeless))]
    public void A_search_without_success_leaves_the_parameters_as_they_are(string why, int innerSteps)
    {
        var theta = Theta();
        var (settings, gains) = why switch
        {
            "no advantage" => (new TrustRegion(), new float[4]),
            "far too long a step" => (new TrustRegion { Bound = 1e6, Trials = 1 }, Gains),
            "NaN" => (new TrustRegion(), [1, float.NaN, 1, 1]),
            _ => (new TrustRegion(), [1, float.PositiveInfinity, 1, 1]),
        };
        var report = Step(settings, theta, gains, innerSteps);
        Assert.False(report.IsAccepted);
        Assert.Equal(settings.Trials, report.Backtracks);
        Assert.Equal(Theta(), theta);
        Assert.Equal(report.LossBefore, report.LossAfter);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Step_after_a_rejected_one_is_as_without_it(int innerSteps)
    {
        var (theta, straight) = (Theta(), Theta());
        using var step = new TrustRegion().Compile(Learner(innerSteps), 1, 4, 1, 1);
        Assert.False(step.Step(theta, Phases([1, float.NaN, 1, 1], innerSteps), 0).IsAccepted);
        Assert.True(step.Step(theta, Phases(Gains, innerSteps), 1).IsAccepted);
        Step(new TrustRegion(), straight, Gains, innerSteps);
        Assert.NotEqual(Theta(), straight);
        Assert.Equal(straight, theta);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustRegion { Bound = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustRegion { Shortening = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustRegion { Damping = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrustRegion { Trials = 0 });
    }

    private static float[][] Theta() => [[0.7f], [0.3f], [MathF.Log(2)]];

    private static PolicyMaml Learner(int innerSteps) => new(Policy) { Steps = innerSteps, InnerLearningRate = 0.1 };

    private static OuterReport Step(TrustRegion settings, float[][] theta, float[] gains, int innerSteps = 0)
    {
        using var step = settings.Compile(Learner(innerSteps), 1, 4, 1, 1);
        return step.Step(theta, Phases(gains, innerSteps), 0);
    }

    // The outer loss is of the last. Where there is an inner step before it, that moves the mean by α E[A (a − μ) / σ²] = 0.1 · 0.355 and log σ by α E[A ((a − μ)² / σ² − 1)] = 0.1 · 0.3165.
    private static TrajectoryBatch[] Phases(float[] gains, int innerSteps)
        => innerSteps == 0 ? [Batch(gains)] : [Batch(Gains), Batch(gains, 0.3f + 0.0355f, MathF.Log(2) + 0.03165f)];

    private static TrajectoryBatch Batch(float[] gains, float mean = 0.3f, float logDeviation = 0.6931472f)
    {
        var batch = new TrajectoryBatch(Policy, 1, 4, 1);
        Actions.CopyTo(batch.Actions, 0);
        gains.CopyTo(batch.Advantages, 0);
        for (var i = 0; i < 4; i++) (batch.Distributions[2 * i], batch.Distributions[2 * i + 1]) = (mean, logDeviation);
        Array.Fill(batch.Lengths, 1);
        batch.Weigh();
        return batch;
    }
}
