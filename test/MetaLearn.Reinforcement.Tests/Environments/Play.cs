using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

/// <summary>What a policy that a test writes down does for its goal.</summary>
internal delegate void ScriptedPolicy(ReadOnlySpan<double> goal, ReadOnlySpan<float> observation, RandomStream random, Span<float> drawn);

/// <summary>Trajectories of scripted policies.</summary>
internal static class Play
{
    /// <summary>The return and length of each trajectory, goal after goal.</summary>
    public static (double Return, int Length)[] Run(EnvironmentFamily family, double[][] goals, int trajectories, ScriptedPolicy policy, ulong seed = 1)
    {
        using var batch = new EnvironmentBatch(family, goals.Length, trajectories);
        var played = new (double Return, int Length)[batch.Count];
        var drawn = new float[batch.Count * family.Actions.Size];
        var random = new RandomStream(seed, 1);
        batch.Reset(goals, new RandomStream(seed));
        while (batch.IsAnyActive)
        {
            var acting = batch.IsActive.ToArray();
            for (var i = 0; i < batch.Count; i++)
                policy(
                    goals[i / trajectories], batch.Observations.Slice(i * family.ObservationSize, family.ObservationSize), random,
                    drawn.AsSpan(i * family.Actions.Size, family.Actions.Size));
            batch.Step(drawn);
            for (var i = 0; i < batch.Count; i++)
                if (acting[i]) played[i] = (played[i].Return + batch.Rewards[i], played[i].Length + 1);
        }
        return played;
    }

    public static double MeanReturn(EnvironmentFamily family, double[][] goals, int trajectories, ScriptedPolicy policy)
        => Run(family, goals, trajectories, policy).Average(played => played.Return);
}
