using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Agents;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Agents;

public sealed class PolicyAgentTests
{
    private static readonly Navigation Family = new();

    private static readonly PolicyEvaluation Settings = new() { Steps = 2, Trajectories = 4, FirstRateFactor = 0.7, LaterRateFactor = 0.3, Threads = 1, Seed = 3 };

    [Theory]
    [InlineData(PolicyObjective.PolicyGradient, LearnedRates.None)]
    [InlineData(PolicyObjective.Dice, LearnedRates.PerStep)]
    [InlineData(PolicyObjective.LikelihoodRatio, LearnedRates.PerElement)]
    public void Adapting_is_the_path_of_the_evaluation(PolicyObjective objective, LearnedRates rates)
    {
        var maml = Maml(objective, rates);
        var (parameters, agent) = (Values(maml), (PolicyAgent?)null);
        foreach (var (step, batch, _, _) in PolicyEvaluator.Follow(maml, parameters, Family, [[0.1, -0.2]], Settings))
        {
            if (step == 0) agent = new(maml, Family.Actions, parameters, Settings);
            Assert.Equal(step, agent!.Steps);
            // The evaluation's own policy after as many steps: what it drew its actions from.
            var distribution = new float[4];
            for (var row = 0; row < batch.Lengths[0]; row++)
            {
                agent.Distribute(batch.Observations.AsSpan(2 * row, 2), distribution);
                Near.Equal([.. batch.Distributions.AsSpan(4 * row, 4).ToArray().Select(value => (double)value)], [.. distribution.Select(value => (double)value)], 1e-4);
            }
            if (step < 2) agent = agent.Adapt(Recorded(agent, batch));
        }
        Assert.NotEqual(parameters[0], agent!.Parameters[0].ToArray());
    }

    [Fact]
    public void Adapting_leaves_the_agent_as_it_is()
    {
        var agent = Agent();
        var before = Actions(agent, 1);
        var adapted = agent.Adapt(Walk(agent, 5));
        Assert.Equal(before, Actions(agent, 1));
        Assert.NotEqual(before, Actions(adapted, 1));
    }

    [Fact]
    public void Threads_that_share_an_agent_get_the_bits_of_one()
    {
        var agent = Agent();
        var alone = Actions(agent.Adapt(Walk(agent, 5)), 2);
        var found = new float[8][];
        Parallel.For(0, found.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i => found[i] = Actions(agent.Adapt(Walk(agent, 5)), 2));
        Assert.All(found, actions => Assert.Equal(alone, actions));
    }

    [Fact]
    public void Actions_are_in_the_units_of_the_environment()
    {
        var actions = Actions(Agent(), 1);
        Assert.All(actions, action => Assert.InRange(action, -0.1f, 0.1f));
        // σ = 1 of bounds that are ±1 for the policy: some are cut, some are not.
        Assert.Contains(0.1f, actions);
        Assert.Contains(actions, action => Math.Abs(action) < 0.09f);
        var action = new float[2];
        Agent(deviation: 1e-7).Act([0.3f, 0.4f], new(1), action);
        var likeliest = new float[2];
        Agent().Act([0.3f, 0.4f], likeliest);
        Near.Equal([likeliest[0], likeliest[1]], [action[0], action[1]], 1e-6);
    }

    [Fact]
    public void Acting_allocates_nothing_once_it_is_warm()
    {
        var (agent, random, action) = (Agent(), new RandomStream(1), new float[2]);
        float[] observation = [0.1f, 0.2f];
        for (var i = 0; i < 100; i++) agent.Act(observation, random, action);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) agent.Act(observation, random, action);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    internal static PolicyAgent Agent(double deviation = 1, ulong seed = 1, ActionSpace? actions = null)
    {
        var maml = Maml(deviation: deviation);
        return new(maml, actions ?? Family.Actions, Values(maml, seed), Settings);
    }

    /// <summary>Some trajectories of navigation towards (0.1, −0.2), of 30 steps each.</summary>
    internal static Recording Walk(PolicyAgent agent, int trajectories)
    {
        var (recording, random) = (new Recording(agent), new RandomStream(7));
        var (observation, action) = (new float[2], new float[2]);
        using var point = Family.Create();
        for (var i = 0; i < trajectories; i++)
        {
            point.Reset([0.1, -0.2], random.Split((ulong)i), observation);
            recording.Begin();
            for (var step = 0; step < 30; step++)
            {
                recording.Act(observation, random, action);
                recording.Reward(point.Step(action, observation).Reward);
            }
        }
        return recording;
    }

    internal static float[] Actions(PolicyAgent agent, ulong seed)
    {
        var (random, actions) = (new RandomStream(seed), new float[40]);
        for (var i = 0; i < 20; i++) agent.Act([i / 20f, -i / 30f], random, actions.AsSpan(2 * i, 2));
        return actions;
    }

    private static Recording Recorded(PolicyAgent agent, TrajectoryBatch batch)
    {
        var recording = new Recording(agent);
        for (var i = 0; i < batch.Trajectories; i++)
        {
            recording.Begin();
            for (var row = i * batch.Horizon; row < i * batch.Horizon + batch.Lengths[i]; row++)
                recording.Add(batch.Observations.AsSpan(2 * row, 2), batch.Actions.AsSpan(2 * row, 2), batch.Rewards[row]);
        }
        Assert.Equal(batch.ReturnOf(0), recording.MeanReturn, 1e-9);
        return recording;
    }

    private static PolicyMaml Maml(PolicyObjective objective = PolicyObjective.PolicyGradient, LearnedRates rates = LearnedRates.None, double deviation = 1)
        => new(new GaussianPolicy(new Mlp(2, 5, 2) { Activation = new Tanh() }, 2, 2) { InitialDeviation = deviation })
        {
            InnerLearningRate = 0.5,
            Steps = 2,
            Objective = objective,
            LearnedRates = rates,
        };

    private static float[][] Values(PolicyMaml maml, ulong seed = 1) => [.. maml.InitialValues(seed).Select(values => Array.ConvertAll(values, value => (float)value))];
}
