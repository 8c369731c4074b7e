using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Rollouts;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class SurrogateTests
{
    private static readonly PolicyMaml Maml = new(SmallCase.Gaussian());

    [Theory]
    [InlineData(PolicyObjective.LikelihoodRatio)]
    [InlineData(PolicyObjective.Dice)]
    public void Objectives_have_one_gradient_on_any_trajectories(PolicyObjective objective)
    {
        var small = new SmallCase(Maml);
        var phase = small.Formulas.Phases[0];
        // What DiCE's gradient weighs an action by: all discounted rewards from it on, less the discounted value. Not in expectation alone, so the baseline counts.
        double[] rewards = small[phase.DiscountedRewards], weights = small[phase.Weights], gains = small[phase.Advantages];
        for (var row = gains.Length - 1; row >= 0; row--)
        {
            var isLast = row % SmallCase.Horizon == SmallCase.Horizon - 1 || weights[row + 1] == 0;
            gains[row] = rewards[row] + (isLast ? 0 : gains[row + 1] + small[phase.DiscountedValues][row + 1]) - small[phase.DiscountedValues][row];
        }
        Near.Equal(Slope(new(Maml.Policy)), Slope(new(Maml.Policy) { Objective = objective }), 1e-11);

        double[] Slope(PolicyMaml maml) => small.Of(Gradient(maml.InnerLoss(phase, maml.Policy.Parameters), maml.Policy.Parameters));
    }

    [Fact]
    public void Clipped_is_PPOs_loss_by_hand()
    {
        var small = new SmallCase(new(SmallCase.Gaussian()) { Steps = 0 });
        var (policy, phase) = (small.Formulas.Maml.Policy, small.Formulas.Phases[0]);
        var moved = small.Moved(Values.Normals(3, small.Parameters.Sum(parameter => parameter.Shape.Count)), 0.5);
        var change = policy.LogProbability(policy.Apply(phase.Observations), phase.Actions) - policy.LogProbability(phase.Distribution, phase.Actions);
        var ratios = small.Of([Exp(change)], small.Parameters, moved);
        Assert.Contains(ratios, ratio => ratio > 1.2);
        Assert.Contains(ratios, ratio => ratio < 0.8);
        var expected = 0.0;
        for (var row = 0; row < ratios.Length; row++)
        {
            var (gain, ratio) = (small[phase.Advantages][row], ratios[row]);
            expected -= small[phase.Weights][row] * Math.Min(ratio * gain, Math.Clamp(ratio, 0.8, 1.2) * gain);
        }
        Near.Equal([expected], small.Of([small.Formulas.ClippedLoss(0.2)], small.Parameters, moved));
    }

    [Fact]
    public void Exploration_rewards_the_actions_before_adapting_by_the_episodes_credit()
    {
        var small = new SmallCase(Maml, exploration: 0.3);
        var (policy, phase) = (Maml.Policy, small.Formulas.Phases[0]);
        var logs = small.Of(policy.LogProbability(policy.Apply(phase.Observations), phase.Actions));
        var sum = logs.Zip(small[phase.Weights], (log, weight) => log * weight).Sum();
        var plain = small.Of(Maml.OuterLoss(small.Formulas.Phases[1], Maml.Path(policy.Parameters, [phase])[^1]))[0];
        Near.Equal([plain - 0.3 * 0.7 * sum], small.Of(small.Formulas.Loss));
    }

    [Fact]
    public void Credit_is_the_return_centred_and_scaled_over_the_episodes()
    {
        var batch = new TrajectoryBatch(Maml.Policy, episodes: 3, trajectories: 2, horizon: 1);
        // Returns 1, 2 and 6: their mean is 3, their deviation √(14/3).
        ((double[])[0, 2, 1, 3, 6, 6]).CopyTo(batch.Rewards, 0);
        var deviation = Math.Sqrt(14 / 3.0);
        Near.Equal([-2 / deviation, -1 / deviation, 3 / deviation], [.. EpisodeCredit.Of(batch).Select(credit => (double)credit)], 1e-6);
        Array.Fill(batch.Rewards, 4);
        Assert.Equal([0f, 0f, 0f], EpisodeCredit.Of(batch));
    }
}
