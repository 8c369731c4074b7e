using System.Diagnostics;
using System.Numerics.Tensors;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>
/// Lets adapted policies act: all trajectories of all episodes go forward together, one call of the compiled policy and one of the environments a step. Each trajectory has
/// streams of its own, so the result is the same bits for any number of threads.
/// </summary>
public sealed class RolloutSampler : IDisposable
{
    private const ulong EnvironmentStream = 0, DrawStream = 1;

    private readonly Policy policy;
    private readonly EnvironmentBatch environments;
    private readonly Executor<float> act;
    private readonly Input observations;
    private readonly Input[] parameters;
    private readonly float[] drawn;
    private readonly RandomStream[] noise;

    /// <summary>Makes environments and compiles the policy.</summary>
    /// <param name="policy">What acts.</param>
    /// <param name="family">Where.</param>
    /// <param name="episodes">Goals: at least 1.</param>
    /// <param name="trajectories">Of each episode: at least 1.</param>
    /// <param name="threads">At least 1.</param>
    /// <exception cref="ArgumentException">The policy is made for other observations or actions than the family's, or the trajectories are more than an array holds.</exception>
    public RolloutSampler(Policy policy, EnvironmentFamily family, int episodes, int trajectories, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(family);
        if (policy.ObservationSize != family.ObservationSize)
            throw new ArgumentException($"The policy takes observations of {policy.ObservationSize} numbers, and those of {family.Name} have {family.ObservationSize}.", nameof(policy));
        if (policy.ActionSize != family.Actions.Size)
            throw new ArgumentException($"The policy's actions have {policy.ActionSize} numbers, and those of {family.Name} have {family.Actions.Size}.", nameof(policy));
        this.policy = policy;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(trajectories);
        TrajectoryBatch.CheckCount(policy, episodes, trajectories, family.Horizon);
        observations = new("observations", new(trajectories, policy.ObservationSize));
        parameters = [.. policy.Specs.Select(spec => new Input(spec.Name, spec.Shape))];
        // First what may fail, then what must be ended.
        var program = Program.Compile<float>(policy.Apply(observations, parameters));
        environments = new(family, episodes, trajectories, threads);
        act = program.CreateExecutor(episodes, threads);
        drawn = new float[environments.Count * policy.ActionSize];
        noise = [.. Enumerable.Range(0, environments.Count).Select(_ => new RandomStream(0))];
    }

    /// <summary>Goals.</summary>
    public int Episodes => environments.Episodes;

    /// <summary>Of each episode.</summary>
    public int Trajectories => environments.Trajectories;

    /// <summary>Time spent in the environments since this was made.</summary>
    public TimeSpan SimulationTime { get; private set; }

    /// <summary>Time spent in the policy, drawing actions included, since this was made.</summary>
    public TimeSpan PolicyTime { get; private set; }

    /// <summary>An empty batch of the right size, for <see cref="Sample"/>.</summary>
    public TrajectoryBatch CreateBatch() => new(policy, Episodes, Trajectories, environments.Family.Horizon);

    /// <summary>One phase: a trajectory in every environment.</summary>
    /// <param name="values">The policy's parameters, each for every episode one after the other: <c>[episodes, ..]</c>.</param>
    /// <param name="goals">One for each episode.</param>
    /// <param name="random">Everything random follows from it.</param>
    /// <param name="batch">Filled with the trajectories; their advantages are not.</param>
    /// <exception cref="ArgumentException">Parameters, goals or batch of other sizes.</exception>
    public void Sample(IReadOnlyList<float[]> values, IReadOnlyList<double[]> goals, RandomStream random, TrajectoryBatch batch)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(batch);
        CheckSizes(values, batch);
        for (var i = 0; i < parameters.Length; i++) values[i].CopyTo(act[parameters[i]]);
        batch.Clear();
        var from = Stopwatch.GetTimestamp();
        environments.Reset(goals, random.Split(EnvironmentStream));
        // A very first state that is no number: the trajectory has no step, and is counted all the same.
        environments.IsFaulty.CopyTo(batch.Faults);
        var draws = random.Split(DrawStream);
        for (var i = 0; i < noise.Length; i++) noise[i] = draws.Split((ulong)i);
        while (environments.IsAnyActive)
        {
            SimulationTime += Lap(ref from);
            Decide(batch);
            PolicyTime += Lap(ref from);
            var time = environments.Time;
            environments.Step(drawn);
            for (var i = 0; i < environments.Count; i++)
            {
                batch.Faults[i] = environments.IsFaulty[i];
                // A trajectory that ended before has an earlier length.
                if (batch.Lengths[i] == time + 1) batch.Rewards[i * batch.Horizon + time] = environments.Rewards[i];
            }
        }
        batch.Weigh();
        SimulationTime += Lap(ref from);
    }

    /// <summary>The stream that an environment follows in a phase, to play a trajectory again.</summary>
    internal static RandomStream StreamOf(RandomStream phase, int environment) => phase.Split(EnvironmentStream).Split((ulong)environment);

    /// <summary>Ends threads and environments.</summary>
    public void Dispose()
    {
        act.Dispose();
        environments.Dispose();
    }

    private void CheckSizes(IReadOnlyList<float[]> values, TrajectoryBatch batch)
    {
        if (values.Count != parameters.Length) throw new ArgumentException($"The policy has {parameters.Length} arrays, found {values.Count}.", nameof(values));
        for (var i = 0; i < parameters.Length; i++)
            if (values[i].Length != Episodes * parameters[i].Shape.Count)
                throw new ArgumentException($"'{parameters[i].Name}' of {Episodes} episodes takes {Episodes * parameters[i].Shape.Count} numbers, found {values[i].Length}.", nameof(values));
        batch.CheckSizes(policy, Episodes, Trajectories, environments.Family.Horizon);
    }

    private void Decide(TrajectoryBatch batch)
    {
        environments.Observations.CopyTo(act[observations]);
        act.Run();
        var time = environments.Time;
        var distributions = act.Output(0);
        var (observation, action, distribution) = (policy.ObservationSize, policy.ActionSize, policy.DistributionSize);
        for (var i = 0; i < environments.Count; i++)
        {
            if (!environments.IsActive[i]) continue;
            var row = i * batch.Horizon + time;
            var of = distributions.Slice(i * distribution, distribution);
            var chosen = drawn.AsSpan(i * action, action);
            policy.Draw(of, noise[i], chosen);
            // An action that is no number is no step: its row would make every sum NaN. The environment ends the trajectory.
            if (!TensorPrimitives.IsFiniteAll<float>(chosen)) continue;
            environments.Observations.Slice(i * observation, observation).CopyTo(batch.Observations.AsSpan(row * observation));
            of.CopyTo(batch.Distributions.AsSpan(row * distribution));
            chosen.CopyTo(batch.Actions.AsSpan(row * action));
            batch.Lengths[i] = time + 1;
        }
    }

    // Arguments are evaluated from left to right.
    private static TimeSpan Lap(ref long from) => Stopwatch.GetElapsedTime(from, from = Stopwatch.GetTimestamp());
}
