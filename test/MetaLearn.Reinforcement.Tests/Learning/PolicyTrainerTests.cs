using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Tests.Environments;
using MetaLearn.Reinforcement.Tests.Policies;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class PolicyTrainerTests
{
    private static readonly PolicyTrainingOptions Options = new() { MetaBatch = 10, Trajectories = 10, Seed = 1, Threads = 1 };

    public static TheoryData<string> Updates() => ["trust region", "clipped", "gradient"];

    [Fact]
    public void Training_makes_adapting_worth_more()
    {
        using var trainer = new PolicyTrainer(Maml(), new Reach(), Options with { MetaBatch = 20, Trajectories = 20 });
        var iterations = Run(trainer, 50);
        double Mean(IEnumerable<PolicyIteration> part, int step) => part.Average(iteration => iteration.Returns[step]);
        var (first, last) = (iterations[..5], iterations[^10..]);
        var figures = $"{Mean(first, 0)} → {Mean(first, 1)} at first, {Mean(last, 0)} → {Mean(last, 1)} at last";
        Assert.True(Mean(last, 1) > Mean(last, 0) + 0.15, figures);
        Assert.True(Mean(last, 1) > Mean(first, 1) + 0.5, figures);
        Assert.All(iterations, iteration => Assert.True(!iteration.Update.IsAccepted || iteration.Update.Divergence <= 0.01));
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void Training_gives_the_same_bits_for_1_and_2_threads(string update)
    {
        using var one = Trainer(update, new Reach(3) { Near = 0.5 });
        float[][] start = [.. one.Parameters.Select(array => (float[])array.Clone())];
        using var two = Trainer(update, new Reach(3) { Near = 0.5 }, threads: 2);
        Run(one, 4);
        Run(two, 4);
        Assert.Equal(one.Parameters, two.Parameters);
        Assert.NotEqual(start, one.Parameters);
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void Training_goes_on_from_a_saved_state_with_the_same_bits(string update)
    {
        using var stopped = Trainer(update, new Reach(3));
        Run(stopped, 2);
        using var resumed = Trainer(update, new Reach(3));
        resumed.Load(stopped.Iteration, stopped.Parameters, [.. stopped.OptimizerState.Select(slot => slot.Values)]);
        Run(resumed, 2);
        Assert.Equal(4, resumed.Iteration);
        Assert.Equal(Trained(update, 4), resumed.Parameters);
    }

    [Fact]
    public void Every_iteration_has_noise_of_its_own()
    {
        // The goal is always the same and so are the parameters, so only the noise can differ.
        using var trainer = Trainer("trust region", new Reach(3) { Spread = 0 });
        float[][] start = [.. trainer.Parameters.Select(array => (float[])array.Clone())];
        var (first, second, firstAgain) = (At(0), At(1), At(0));
        Assert.Equal(first, firstAgain);
        Assert.NotEqual(first[0], second[0]);

        IReadOnlyList<double> At(long iteration)
        {
            trainer.Load(iteration, start, []);
            return trainer.Step().Returns;
        }
    }

    [Fact]
    public void Exploration_changes_what_every_update_learns()
    {
        Func<double, OuterUpdate>[] updates =
            [weight => new TrustRegion { Exploration = weight }, weight => new ClippedUpdate { Exploration = weight }, weight => new GradientUpdate { Exploration = weight }];
        foreach (var update in updates) Assert.NotEqual(Learned(update(0)), Learned(update(1)));

        static float[][] Learned(OuterUpdate update)
        {
            using var trainer = new PolicyTrainer(Maml(), new Reach(3), Options with { Update = update });
            Run(trainer, 3);
            return trainer.Parameters;
        }
    }

    [Fact]
    public void Actions_that_are_no_number_are_no_steps_and_training_goes_on()
    {
        using var trainer = new PolicyTrainer(new(new Stumbling(new GaussianPolicy(new Mlp(1, 1), 1, 1), 0.2)), new Reach(3), Options);
        var iterations = Run(trainer, 5);
        // Of 5 · 2 · 10 · 10 trajectories of three steps 1 − 0.8³ each; four standard errors are 63.
        Assert.Equal(488, iterations.Sum(iteration => iteration.Faults), 63.0);
        Assert.Contains(iterations, iteration => iteration.Update.IsAccepted);
        Assert.All(trainer.Parameters, array => Assert.All(array, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void A_trainer_that_cannot_be_made_whole_ends_its_environments()
    {
        var family = new Faulty(Fault.None);
        // The sampler's program is the first of the network, the update's the second.
        var policy = new GaussianPolicy(new FailsAtCall(2), 1, 1);
        Assert.Equal("No more formulas.", Assert.Throws<InvalidOperationException>(() => new PolicyTrainer(new(policy), family, Options)).Message);
        Assert.Equal((100, 100), (family.Made, family.Ended));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(10, 1)]
    [InlineData(1, 1)]
    public void One_goal_and_one_trajectory_are_enough(int goals, int trajectories)
    {
        using var trainer = new PolicyTrainer(Maml(), new Reach(5), Options with { MetaBatch = goals, Trajectories = trajectories });
        var iterations = Run(trainer, 3);
        Assert.Contains(iterations, iteration => iteration.Update.IsAccepted);
        Assert.All(trainer.Parameters, array => Assert.All(array, value => Assert.True(float.IsFinite(value))));
        Assert.Equal(2 * goals * trajectories * 5, iterations[0].EnvironmentSteps);
    }

    [Theory]
    [InlineData(0.2, 0)]
    [InlineData(0, 0.2)]
    public void Faults_are_counted_and_training_goes_on(double first, double reward)
    {
        using var trainer = new PolicyTrainer(Maml(), new Reach(3) { FaultChances = (first, reward) }, Options);
        var iterations = Run(trainer, 10);
        Assert.All(iterations, iteration => Assert.True(double.IsFinite(iteration.Returns[1])));
        Assert.Contains(iterations, iteration => iteration.Update.IsAccepted);
        Assert.All(trainer.Parameters, array => Assert.All(array, value => Assert.True(float.IsFinite(value))));
        // Of 2 · 10 · 10 · 10 trajectories a fifth, or, where each of three steps may fail, 1 − 0.8³; four standard errors are 90.
        Assert.Equal(first > 0 ? 400 : 976, iterations.Sum(iteration => iteration.Faults), 90.0);
    }

    [Fact]
    public void Where_no_trajectory_has_a_step_the_parameters_stay_as_they_are()
    {
        using var trainer = new PolicyTrainer(Maml(), new Reach { FaultChances = (1, 0) }, Options);
        float[][] before = [.. trainer.Parameters.Select(array => (float[])array.Clone())];
        var iteration = trainer.Step();
        Assert.Equal((0L, 200, false), (iteration.EnvironmentSteps, iteration.Faults, iteration.Update.IsAccepted));
        Assert.Equal(before, trainer.Parameters);
    }

    [Fact]
    public void A_policy_of_other_sizes_is_refused()
    {
        Refuse(new GaussianPolicy(new Mlp(2, 1), 2, 1), "The policy takes observations of 2 numbers, and those of reach have 1.");
        Refuse(new GaussianPolicy(new Mlp(1, 3), 1, 3), "The policy's actions have 3 numbers, and those of reach have 1.");

        static void Refuse(Policy policy, string sentence)
            => Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => new PolicyTrainer(new(policy), new Reach(), Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_state_of_other_sizes_is_refused_and_nothing_changes()
    {
        using var trainer = Trainer("clipped", new Reach());
        float[][] before = [.. trainer.Parameters.Select(array => array.ToArray())], state = [.. trainer.OptimizerState.Select(slot => slot.Values)];
        Assert.StartsWith("Array 2: expected 1 numbers, found 2.", Refused([[1], [2], [3, 4]], state), StringComparison.Ordinal);
        Assert.StartsWith("Expected 3 arrays, found 1.", Refused([[1]], state), StringComparison.Ordinal);
        Assert.StartsWith($"Expected {state.Length} arrays, found 0.", Refused([[1], [2], [3]], []), StringComparison.Ordinal);
        Assert.Equal(before, trainer.Parameters);
        Assert.Equal(0, trainer.Iteration);

        string Refused(float[][] parameters, float[][] optimizer) => Assert.Throws<ArgumentException>(() => trainer.Load(5, parameters, optimizer)).Message;
    }

    private static PolicyMaml Maml(PolicyObjective objective = PolicyObjective.PolicyGradient)
        => new(new GaussianPolicy(new Mlp(1, 1), 1, 1) { InitialDeviation = 0.5 }) { Objective = objective };

    private static PolicyTrainer Trainer(string update, Reach family, int threads = 1) => update switch
    {
        "trust region" => new(Maml(), family, Options with { Threads = threads }),
        "clipped" => new(Maml(PolicyObjective.LikelihoodRatio), family, Options with { Threads = threads, Update = new ClippedUpdate { Exploration = 0.1 } }),
        _ => new(Maml(PolicyObjective.Dice), family, Options with { Threads = threads, Update = new GradientUpdate() }),
    };

    private static float[][] Trained(string update, int iterations)
    {
        using var trainer = Trainer(update, new Reach(3));
        Run(trainer, iterations);
        return trainer.Parameters;
    }

    private static PolicyIteration[] Run(PolicyTrainer trainer, int iterations) => [.. Enumerable.Range(0, iterations).Select(_ => trainer.Step())];
}
