using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class PolicyAdapterTests
{
    private const int Episodes = 3, Trajectories = 4, Horizon = 5;

    // Trajectories end early where an action is near the goal, so their lengths differ.
    private static readonly Reach Family = new(Horizon) { Near = 1 };

    private static readonly Dictionary<string, Func<Policy, PolicyMaml>> Learners = new()
    {
        ["plain"] = policy => new(policy) { Steps = 2 },
        ["first order"] = policy => new(policy) { IsFirstOrder = true },
        ["ANIL"] = policy => new(policy) { AdaptOnly = ["2"] },
        ["Meta-SGD"] = policy => new(policy) { LearnedRates = LearnedRates.PerElement },
        ["rates of steps"] = policy => new(policy) { Steps = 2, LearnedRates = LearnedRates.PerStep },
        ["likelihood ratio"] = policy => new(policy) { Objective = PolicyObjective.LikelihoodRatio },
        ["DiCE"] = policy => new(policy) { Objective = PolicyObjective.Dice },
    };

    public static TheoryData<string> Names() => [.. Learners.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Next_is_the_path_of_the_meta_gradient_for_each_episode(string name)
    {
        var maml = Learners[name](new GaussianPolicy(new Mlp(1, 3, 1) { Activation = new Tanh() }, 1, 1));
        var (current, parameters, batch) = Sampled(maml);
        using var adapter = new PolicyAdapter(maml, Episodes, Trajectories, Horizon, threads: 2);
        // The last of two steps where there are two: other rates where each step has its own.
        var found = adapter.Next(current, parameters, batch, maml.Steps - 1, rateFactor: 0.5);
        var phase = new PhaseInputs(maml.Policy, Trajectories, Horizon);
        Input[] start = [.. maml.Policy.Specs.Select(spec => new Input(spec.Name, spec.Shape))];
        var path = maml.Path(start, [phase], maml.Steps - 1, 0.5)[^1];
        for (var episode = 0; episode < Episodes; episode++)
        {
            var values = new Dictionary<Expression, double[]>();
            for (var i = 0; i < start.Length; i++) values[start[i]] = Part(current[i], episode);
            for (var i = 0; i < maml.Parameters.Count; i++) values[maml.Parameters[i]] = Array.ConvertAll(parameters[i], value => (double)value);
            (values[phase.Observations], values[phase.Actions]) = (Part(batch.Observations, episode), Part(batch.Actions, episode));
            (values[phase.Distribution], values[phase.Advantages]) = (Part(batch.Distributions, episode), Part(batch.Advantages, episode));
            (values[phase.Weights], values[phase.DiscountedRewards]) = (Part(batch.Weights, episode), Part(batch.DiscountedRewards, episode));
            values[phase.DiscountedValues] = Part(batch.DiscountedValues, episode);
            var expected = Program.Evaluate(path, values);
            for (var i = 0; i < start.Length; i++) Near.Equal(expected[i], Part(found[i], episode), 1e-5);
        }
        Assert.Contains(found.Zip(current), arrays => !arrays.First.SequenceEqual(arrays.Second));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Next_reads_nothing_behind_a_trajectorys_end(string name)
    {
        var maml = Learners[name](new GaussianPolicy(new Mlp(1, 3, 1) { Activation = new Tanh() }, 1, 1));
        var (current, parameters, batch) = Sampled(maml);
        using var adapter = new PolicyAdapter(maml, Episodes, Trajectories, Horizon, threads: 1);
        var expected = adapter.Next(current, parameters, batch, 0);
        int[] behind = [.. Enumerable.Range(0, batch.Weights.Length).Where(row => batch.Weights[row] == 0)];
        Assert.NotEmpty(behind);
        foreach (var row in behind)
        {
            (batch.Observations[row], batch.Actions[row], batch.Advantages[row], batch.DiscountedRewards[row], batch.DiscountedValues[row]) = (30, -40, 50, 60, 70);
            (batch.Distributions[2 * row], batch.Distributions[2 * row + 1]) = (80, -9);
        }
        Assert.Equal(expected, adapter.Next(current, parameters, batch, 0));
    }

    private static (float[][] Current, float[][] Parameters, TrajectoryBatch Batch) Sampled(PolicyMaml maml)
    {
        float[][] parameters = [.. maml.InitialValues(3).Select((array, i) => array.Select((value, j) => (float)(value + 0.02 * (i + j))).ToArray())];
        // Policies of episodes differ, as they do after a step.
        float[][] current = [.. maml.Policy.Specs.Select((_, i) => Enumerable.Range(0, Episodes).SelectMany(e => parameters[i].Select(value => value + 0.1f * e)).ToArray())];
        using var sampler = new RolloutSampler(maml.Policy, Family, Episodes, Trajectories);
        var batch = sampler.CreateBatch();
        sampler.Sample(current, Family.Goals(1, 0, Episodes), new(2), batch);
        new Credit().Assign(batch);
        Assert.True(batch.Lengths.Distinct().Count() > 1);
        return (current, parameters, batch);
    }

    private static double[] Part(float[] values, int episode)
    {
        var count = values.Length / Episodes;
        return [.. values.Skip(episode * count).Take(count).Select(value => (double)value)];
    }
}
