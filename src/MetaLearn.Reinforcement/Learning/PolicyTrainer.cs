using System.Diagnostics;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>
/// The outer loop of policies (Finn et al. 2017, algorithm 3). An iteration draws goals, lets θ act in each, adapts to what happened, lets the adapted policies act, and updates θ from
/// all of it. Its randomness follows from seed and iteration, so it can go on from any parameters as if it had never stopped.
/// </summary>
public sealed class PolicyTrainer : IDisposable
{
    private readonly PolicyTrainingOptions options;
    private readonly PolicyMaml maml;
    private readonly EnvironmentFamily family;
    private readonly RolloutSampler sampler;
    private readonly PolicyAdapter adapter;
    private readonly TrajectoryBatch[] phases;
    private readonly OuterStep update;

    /// <summary>Makes environments and compiles the programs.</summary>
    /// <param name="maml">What is trained.</param>
    /// <param name="family">Whose goals.</param>
    /// <param name="options">Of the outer loop.</param>
    public PolicyTrainer(PolicyMaml maml, EnvironmentFamily family, PolicyTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(maml);
        ArgumentNullException.ThrowIfNull(family);
        ArgumentNullException.ThrowIfNull(options);
        (this.maml, this.family, this.options) = (maml, family, options);
        Parameters = maml.Start(options.Seed);
        sampler = new(maml.Policy, family, options.MetaBatch, options.Trajectories, options.Threads);
        try
        {
            adapter = new(maml, options.MetaBatch, options.Trajectories, family.Horizon, options.Threads);
            phases = [.. Enumerable.Range(0, maml.Steps + 1).Select(_ => sampler.CreateBatch())];
            update = options.Update.Compile(maml, options.MetaBatch, options.Trajectories, family.Horizon, options.Threads);
        }
        catch
        {
            // The adapter compiles nothing before it is used.
            sampler.Dispose();
            throw;
        }
    }

    /// <summary>Outer updates done.</summary>
    public long Iteration { get; private set; }

    /// <summary>θ, and learned rates, in the order of <see cref="PolicyMaml.Parameters"/>.</summary>
    public float[][] Parameters { get; }

    /// <summary>The outer optimiser's arrays, for checkpoints; none for the trust region.</summary>
    public IReadOnlyList<(string Name, float[] Values)> OptimizerState => update.State;

    /// <summary>Goes on from a state that was saved.</summary>
    /// <param name="iteration">Outer updates done.</param>
    /// <param name="parameters">In the order of <see cref="Parameters"/>.</param>
    /// <param name="optimizerState">In the order of <see cref="OptimizerState"/>.</param>
    /// <exception cref="ArgumentException">Arrays of other numbers or lengths than those here.</exception>
    public void Load(long iteration, IReadOnlyList<float[]> parameters, IReadOnlyList<float[]> optimizerState)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(optimizerState);
        CheckSizes(parameters, Parameters, nameof(parameters));
        CheckSizes(optimizerState, [.. update.State.Select(slot => slot.Values)], nameof(optimizerState));
        Iteration = Require.NotNegative(iteration);
        for (var i = 0; i < Parameters.Length; i++) parameters[i].CopyTo(Parameters[i], 0);
        for (var i = 0; i < optimizerState.Count; i++) optimizerState[i].CopyTo(update.State[i].Values, 0);
    }

    /// <summary>One outer update.</summary>
    /// <returns>What it did, with the returns before and after each inner step at the parameters before it.</returns>
    public PolicyIteration Step()
    {
        var goals = family.Goals(options.Seed, Iteration * options.MetaBatch, options.MetaBatch);
        var random = new RandomStream(options.Seed, (ulong)Iteration).Split(1);
        var (simulation, acting) = (sampler.SimulationTime, sampler.PolicyTime);
        var adapting = TimeSpan.Zero;
        var current = adapter.Start(Parameters);
        for (var phase = 0; phase < phases.Length; phase++)
        {
            sampler.Sample(current, goals, random.Split((ulong)phase), phases[phase]);
            var from = Stopwatch.GetTimestamp();
            options.Credit.Assign(phases[phase], options.Threads);
            if (phase < maml.Steps) current = adapter.Next(current, Parameters, phases[phase], phase);
            adapting += Stopwatch.GetElapsedTime(from);
        }
        var report = update.Step(Parameters, phases, Iteration);
        Iteration++;
        return new(
            Iteration, [.. phases.Select(MeanReturn)], report, phases.Sum(batch => batch.Steps), phases.Sum(batch => batch.Faults.Count(fault => fault)),
            sampler.SimulationTime - simulation, sampler.PolicyTime - acting, adapting);
    }

    /// <summary>Ends threads and environments.</summary>
    public void Dispose()
    {
        update.Dispose();
        adapter.Dispose();
        sampler.Dispose();
    }

    private static void CheckSizes(IReadOnlyList<float[]> saved, float[][] own, string name)
    {
        if (saved.Count != own.Length) throw new ArgumentException($"Expected {own.Length} arrays, found {saved.Count}.", name);
        for (var i = 0; i < own.Length; i++)
            if (saved[i].Length != own[i].Length) throw new ArgumentException($"Array {i}: expected {own[i].Length} numbers, found {saved[i].Length}.", name);
    }

    private static double MeanReturn(TrajectoryBatch batch) => Enumerable.Range(0, batch.Episodes).Average(batch.ReturnOf);
}
