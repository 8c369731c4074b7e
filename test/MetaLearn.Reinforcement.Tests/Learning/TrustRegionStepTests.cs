using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class TrustRegionStepTests
{
    // At observation 0 the weight does nothing: what moves is the mean, which is the bias, and log σ.
    private static readonly PolicyMaml Maml = new(new GaussianPolicy(new Mlp(1, 1), 1, 1)) { Steps = 0 };

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

    public static TheoryData<string> Hopeless() => ["no advantage", "far too long a step", "NaN", "infinite"];

    [Theory]
    [MemberData(nameof(Hopeless))]
    public void A_search_without_success_leaves_the_parameters_as_they_are(string why)
    {
        var theta = Theta();
        var (settings, gains) = why switch
        {
            "no advantage" => (new TrustRegion(), new float[4]),
            "far too long a step" => (new TrustRegion { Bound = 1e6, Trials = 1 }, Gains),
            "NaN" => (new TrustRegion(), [1, float.NaN, 1, 1]),
            _ => (new TrustRegion(), [1, float.PositiveInfinity, 1, 1]),
        };
        var report = Step(settings, theta, gains);
        Assert.False(report.IsAccepted);
        Assert.Equal(settings.Trials, report.Backtracks);
        Assert.Equal(Theta(), theta);
        Assert.Equal(report.LossBefore, report.LossAfter);
    }

    [Fact]
    public void Step_after_a_rejected_one_is_as_without_it()
    {
        var (theta, straight) = (Theta(), Theta());
        using var step = new TrustRegion().Compile(Maml, 1, 4, 1, 1);
        step.Step(theta, [Batch([1, float.NaN, 1, 1])], 0);
        Assert.True(step.Step(theta, [Batch(Gains)], 1).IsAccepted);
        Step(new TrustRegion(), straight, Gains);
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

    private static OuterReport Step(TrustRegion settings, float[][] theta, float[] gains)
    {
        using var step = settings.Compile(Maml, 1, 4, 1, 1);
        return step.Step(theta, [Batch(gains)], 0);
    }

    private static TrajectoryBatch Batch(float[] gains)
    {
        var batch = new TrajectoryBatch(Maml.Policy, 1, 4, 1);
        Actions.CopyTo(batch.Actions, 0);
        gains.CopyTo(batch.Advantages, 0);
        for (var i = 0; i < 4; i++) (batch.Distributions[2 * i], batch.Distributions[2 * i + 1]) = (0.3f, MathF.Log(2));
        Array.Fill(batch.Lengths, 1);
        batch.Weigh();
        return batch;
    }
}
