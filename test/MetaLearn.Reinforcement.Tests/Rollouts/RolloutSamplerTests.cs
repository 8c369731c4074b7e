using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;
using MetaLearn.Reinforcement.Tests.Environments;
using MetaLearn.Reinforcement.Tests.Learning;
using MetaLearn.Reinforcement.Tests.Policies;

namespace MetaLearn.Reinforcement.Tests.Rollouts;

public sealed class RolloutSamplerTests
{
    private static readonly GaussianPolicy Policy = new(new Mlp(1, 1), 1, 1);

    [Fact]
    public void Parameters_and_batches_of_other_sizes_are_refused_in_a_sentence()
    {
        using var sampler = new RolloutSampler(Policy, new Reach(3), 2, 4);
        using var wider = new RolloutSampler(new GaussianPolicy(new Mlp(2, 1), 2, 1), new MetaLearn.Reinforcement.Environments.WithGoalObserved(new Reach(3)), 2, 4);
        using var longer = new RolloutSampler(Policy, new Reach(5), 2, 4);
        var batch = sampler.CreateBatch();
        string[] names = [.. Policy.Specs.Select(spec => spec.Name)];
        Refused("The policy has 3 arrays, found 1.", [[1, 2]], batch);
        Refused($"'{names[1]}' of 2 episodes takes 2 numbers, found 3.", [[1, 2], [1, 2, 3], [1, 2]], batch);
        Refused($"'{names[2]}' of 2 episodes takes 2 numbers, found 1.", [[1, 2], [1, 2], [1]], batch);
        Refused("Expected a batch of 2 episodes with 4 trajectories of 3 steps each, found 2 with 4 of 5; CreateBatch makes one that fits.", Values(), longer.CreateBatch());
        Refused("Expected a batch of observations, actions and distributions of 1, 1 and 2 numbers, found 2, 1 and 2; CreateBatch makes one that fits.", Values(), wider.CreateBatch());
        sampler.Sample(Values(), [[0], [1]], new(1), batch);
        Assert.Equal(24, batch.Steps);

        void Refused(string sentence, float[][] values, TrajectoryBatch into)
            => Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => sampler.Sample(values, [[0], [1]], new(1), into)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_policy_of_NaN_makes_no_steps_and_harms_no_other_goal()
    {
        var maml = new PolicyMaml(Policy);
        using var sampler = new RolloutSampler(Policy, new Reach(3), 2, 4);
        using var adapter = new PolicyAdapter(maml, 2, 4, 3, threads: 1);
        var (sound, broken) = (Phase(0), Phase(float.NaN));
        Assert.Equal([3, 3, 3, 3, 3, 3, 3, 3], sound.Batch.Lengths);
        Assert.Equal([0, 0, 0, 0, 3, 3, 3, 3], broken.Batch.Lengths);
        Assert.Equal([true, true, true, true, false, false, false, false], broken.Batch.Faults);
        foreach (var array in (float[][])[broken.Batch.Weights, broken.Batch.Actions, broken.Batch.Observations, broken.Batch.Advantages]) Assert.Equal(new float[12], array[..12]);
        Assert.Equal(sound.Batch.Weights[12..], broken.Batch.Weights[12..]);
        Assert.Equal(sound.Batch.Actions[12..], broken.Batch.Actions[12..]);
        for (var i = 0; i < 3; i++) Assert.Equal(sound.Next[i][1], broken.Next[i][1]);

        (TrajectoryBatch Batch, float[][] Next) Phase(float bias)
        {
            var (values, batch) = (Values(bias), sampler.CreateBatch());
            sampler.Sample(values, [[0], [0.5]], new(3), batch);
            new Credit().Assign(batch);
            return (batch, adapter.Next(values, maml.Start(1), batch, 0));
        }
    }

    [Fact]
    public void A_trajectory_is_played_again_by_its_stream_and_actions()
    {
        var family = new MetaLearn.Reinforcement.Environments.Pendulum();
        var policy = MetaLearn.Reinforcement.Policies.Policy.For(family, [4], new Tanh());
        using var sampler = new RolloutSampler(policy, family, 2, 3);
        var (batch, random) = (sampler.CreateBatch(), new MetaLearn.Autodiff.RandomStream(5));
        sampler.Sample([.. new PolicyMaml(policy).Start(1).Select(array => (float[])[.. array, .. array])], [[0.7], [1.3]], random, batch);
        using var environment = family.Create();
        var (observation, action) = (new float[family.ObservationSize], new float[1]);
        for (var trajectory = 0; trajectory < 6; trajectory++)
        {
            environment.Reset([trajectory < 3 ? 0.7 : 1.3], RolloutSampler.StreamOf(random, trajectory), observation);
            for (var row = trajectory * batch.Horizon; row < (trajectory + 1) * batch.Horizon; row++)
            {
                Assert.Equal(batch.Observations.AsSpan(row * family.ObservationSize, family.ObservationSize).ToArray(), observation);
                family.Actions.ToEnvironment(batch.Actions.AsSpan(row, 1), action);
                Assert.Equal(batch.Rewards[row], environment.Step(action, observation).Reward);
            }
        }
        Assert.NotEqual(batch.Observations[..3], batch.Observations.AsSpan(batch.Horizon * 3, 3).ToArray());
    }

    [Theory]
    [InlineData(100_000, 100_000)]
    [InlineData(40, 10_000_000)]
    [InlineData(1, int.MaxValue)]
    public void More_numbers_than_an_array_holds_are_refused_before_an_environment_is_made(int episodes, int trajectories)
    {
        var family = new Faulty(Fault.None);
        var error = Assert.Throws<ArgumentException>(() => new RolloutSampler(Policy, family, episodes, trajectories));
        Assert.Equal($"{episodes:N0} goals with {trajectories:N0} trajectories at a horizon of 10 take more numbers than an array holds, which is 2,147,483,591; take fewer.", error.Message);
        Assert.Equal(0, family.Made);
    }

    [Fact]
    public void A_sampler_that_cannot_be_made_whole_leaves_no_environments()
    {
        var family = new Faulty(Fault.None);
        Assert.Throws<InvalidOperationException>(() => new RolloutSampler(new GaussianPolicy(new FailsAtCall(1), 1, 1), family, 2, 3));
        Assert.Equal(family.Made, family.Ended);
    }

    // Of two episodes; what is added to each mean of the first.
    private static float[][] Values(float bias = 0) => [.. Policy.Specs.Select(spec => spec.Name == "log_sigma" ? new float[] { -1, -1 } : [bias, 0.1f])];
}
