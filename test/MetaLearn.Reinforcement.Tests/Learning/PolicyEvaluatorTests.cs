using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class PolicyEvaluatorTests
{
    private static readonly PolicyMaml Maml = new(new GaussianPolicy(new Mlp(1, 1), 1, 1)) { InnerLearningRate = 0.1 };

    [Fact]
    public void Without_noise_the_return_is_the_closed_form()
    {
        // A mean of 0.1 and σ at its floor: the action is 0.4 of ±4, whatever the goal, and no noise tells the policy where to go.
        var found = PolicyEvaluator.Measure(Maml, [[0.1f], [0], [-1000]], new Reach(3), [[0.4], [-0.6]], new() { Steps = 0, Trajectories = 2, Threads = 1 });
        Near.Equal([0, -3], [.. found.ByGoal.Select(returns => returns[0])], 1e-4);
        Assert.Equal(-1.5, found.MeanAfter(0), 1e-4);
        Assert.Equal(0, found.Faults);
    }

    [Fact]
    public void Steps_lead_towards_each_goal_and_every_rate_has_its_factor()
    {
        // An action a of N(0, σ²) returns −(4a − g)² : with many trajectories, and advantages of unit deviation, a step moves the mean by α · E[A a] / σ² = α · 8 g / deviation.
        const double sigma = 0.02;
        var settings = new PolicyEvaluation { Steps = 2, Trajectories = 4000, FirstRateFactor = 0.5, LaterRateFactor = 0.01, Threads = 2, Seed = 2 };
        PolicyMaml maml = new(Maml.Policy) { InnerLearningRate = 0.004, AdaptOnly = ["0.bias"] };
        double[] goals = [0.5, -0.9];
        var found = PolicyEvaluator.Measure(maml, [[0], [0], [(float)Math.Log(sigma)]], new Reach(), [.. goals.Select(goal => new[] { goal })], settings);
        for (var i = 0; i < 2; i++)
        {
            var mean = 0.0;
            for (var step = 0; step <= 2; step++)
            {
                var away = 4 * mean - goals[i];
                Assert.Equal(-away * away - 16 * sigma * sigma, found.ByGoal[i][step], 0.02);
                // Var (4a − g)² = 4 · away² · 16 σ² + 2 · 16² σ⁴.
                var deviation = Math.Sqrt(64 * away * away * sigma * sigma + 512 * Math.Pow(sigma, 4));
                mean += 0.004 * (step == 0 ? 0.5 : 0.01) * -8 * away / deviation;
            }
            Assert.True(found.ByGoal[i][1] > found.ByGoal[i][0] + 0.05);
        }
    }

    [Fact]
    public void Measure_gives_the_same_bits_for_1_and_2_threads_and_others_for_another_seed()
    {
        PolicyReturns Measure(int threads, ulong seed)
            => PolicyEvaluator.Measure(Maml, [[0], [0], [-1]], new Reach(3), [[0.1], [0.5], [-1]], new() { Trajectories = 5, Threads = threads, Seed = seed });

        Assert.Equal(Measure(1, 1).ByGoal, Measure(2, 1).ByGoal);
        Assert.NotEqual(Measure(1, 1).ByGoal, Measure(1, 2).ByGoal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void Steps_that_training_had_at_least_the_first_keep_the_first_factor(int trained, int kept)
    {
        var settings = new PolicyEvaluation { FirstRateFactor = 2, LaterRateFactor = 0.1 };
        for (var step = 0; step < 5; step++) Assert.Equal(step < kept ? 2 : 0.1, settings.RateFactor(step, trained));
        // The measurement follows it: a second step that training had is no later one.
        Assert.Equal(trained >= 2, AfterTwo(later: 1e-3).SequenceEqual(AfterTwo(later: 1)));

        double[] AfterTwo(double later) => [.. PolicyEvaluator.Measure(
            new(Maml.Policy) { Steps = trained }, [[0], [0], [-1]], new Reach(3), [[0.5], [-0.5]], new() { Steps = 2, Trajectories = 5, LaterRateFactor = later, Threads = 1 }).ByGoal.Select(returns => returns[2])];
    }

    [Fact]
    public void A_measurement_that_is_cancelled_ends()
        => Assert.Throws<OperationCanceledException>(() => PolicyEvaluator.Measure(Maml, [[0], [0], [-1]], new Reach(3), [[0.5]], new() { Steps = 1, Threads = 1 }, new CancellationToken(true)));

    [Fact]
    public void Faults_are_counted()
    {
        var settings = new PolicyEvaluation { Steps = 1, Trajectories = 50, Threads = 1 };
        var found = PolicyEvaluator.Measure(Maml, [[0], [0], [-1]], new Reach { FaultChances = (0.3, 0) }, [[0.1], [0.5]], settings);
        // 30% of 200, within four standard errors.
        Assert.Equal(60, found.Faults, 26.0);
    }

    [Fact]
    public void Faults_of_further_starts_are_counted_too()
    {
        // No trajectory has a step, so every environment starts once more before it is given up.
        var settings = new PolicyEvaluation { Steps = 1, Trajectories = 5, CountsRestarts = true, Threads = 1 };
        var found = PolicyEvaluator.Measure(Maml, [[0], [0], [-1]], new Reach(3) { FaultChances = (1, 0) }, [[0.1], [0.5]], settings);
        Assert.Equal((20, 40), (found.Faults, found.Restarted!.Faults));
    }

    [Fact]
    public void A_summary_is_by_hand()
    {
        var returns = new PolicyReturns([[-4, -1, -2], [-2, -3, -2], [-6, -5, -8], [-4, -3, -4]], Faults: 0);
        Assert.Equal(-4, returns.MeanAfter(0));
        Assert.Equal(-3, returns.MeanAfter(1));
        // Worse than before: −3 < −2 alone, then −8 < −6 alone; what is equal is not worse.
        Assert.Equal(0.25, returns.ShareWorseAfter(1));
        Assert.Equal(0.25, returns.ShareWorseAfter(2));
        Assert.Equal(0, returns.ShareWorseAfter(0));
        // σ² = (0 + 4 + 4 + 0) / 4.
        Assert.Equal(1.96 * Math.Sqrt(2) / 2, returns.IntervalAfter(0), 12);
    }
}
