using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class AdamStepTests
{
    // At observation 0 only the bias, the one mean of σ = 1, and log σ move.
    private static readonly PolicyMaml Maml = new(new GaussianPolicy(new Mlp(1, 1), 1, 1)) { Steps = 0 };

    [Fact]
    public void Two_steps_are_Adams_by_hand()
    {
        float[][] theta = [[0.7f], [0], [0]];
        using var update = new GradientUpdate { LearningRate = 0.1 }.Compile(Maml, 1, 1, 1, 1);
        var (mean, log, m, v) = (0.0, 0.0, new double[2], new double[2]);
        for (var step = 1; step <= 2; step++)
        {
            var report = update.Step(theta, [Batch(action: 2, gain: 1)], step - 1);
            Assert.True(report.IsAccepted && report.LossAfter < report.LossBefore);
            // The loss −π / π_old of one action 2 that N(0, 1) drew has the gradient −π / π_old · ((2 − μ) / σ², (2 − μ)² / σ² − 1).
            var (away, sigma) = (2 - mean, Math.Exp(log));
            var ratio = Math.Exp(-away * away / (2 * sigma * sigma) - log + 2);
            double[] slope = [-ratio * away / (sigma * sigma), -ratio * (away * away / (sigma * sigma) - 1)];
            var moved = new double[2];
            for (var i = 0; i < 2; i++)
            {
                (m[i], v[i]) = (0.9 * m[i] + 0.1 * slope[i], 0.999 * v[i] + 0.001 * slope[i] * slope[i]);
                moved[i] = 0.1 * m[i] / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, step))) + 1e-8);
            }
            (mean, log) = (mean - moved[0], log - moved[1]);
            Near.Equal([0.7, mean, log], [.. theta.Select(array => (double)array[0])], 1e-5);
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e25f)]
    public void What_is_no_number_leaves_parameters_and_moments_as_they_are(float gain)
    {
        float[][] theta = [[0.7f], [0.1f], [0]];
        using var update = new GradientUpdate { LearningRate = 0.1 }.Compile(Maml, 1, 1, 1, 1);
        Assert.True(update.Step(theta, [Batch(2, 1)], 0).IsAccepted);
        var (kept, moments) = (theta.Select(array => array[0]).ToArray(), update.State.Select(slot => slot.Values[0]).ToArray());
        Assert.Contains(moments, moment => moment != 0);
        Assert.False(update.Step(theta, [Batch(2, gain)], 1).IsAccepted);
        Assert.Equal(kept, theta.Select(array => array[0]));
        Assert.Equal(moments, update.State.Select(slot => slot.Values[0]));
        Assert.True(update.Step(theta, [Batch(2, 1)], 2).IsAccepted);
    }

    [Fact]
    public void The_clipped_loss_stops_pulling_beyond_the_clip()
    {
        // A gain of 1: the ratio is clipped at 1.3 and the steps end; without the clip they go on.
        double After(double clip)
        {
            float[][] theta = [[0.7f], [0], [0]];
            using var update = new ClippedUpdate { LearningRate = 0.02, Epochs = 60, Clip = clip, Penalty = 0 }.Compile(Maml, 1, 1, 1, 1);
            update.Step(theta, [Batch(1, 1)], 0);
            return theta[1][0];
        }

        Assert.True(After(100) > After(0.3) + 0.1, $"{After(100)} and {After(0.3)}");
    }

    private static TrajectoryBatch Batch(float action, float gain)
    {
        var batch = new TrajectoryBatch(Maml.Policy, 1, 1, 1);
        (batch.Actions[0], batch.Advantages[0], batch.Lengths[0]) = (action, gain, 1);
        batch.Weigh();
        return batch;
    }
}
