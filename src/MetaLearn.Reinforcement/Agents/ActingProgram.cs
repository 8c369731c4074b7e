using System.Collections.Concurrent;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Agents;

/// <summary>A policy compiled for one observation, run by any number of threads.</summary>
internal sealed class ActingProgram
{
    private readonly ConcurrentBag<Warm> free = [];
    private readonly Input observation;
    private readonly Input[] parameters;
    private readonly Program<float> program;

    public ActingProgram(Policy policy)
    {
        observation = new("observation", new(1, policy.ObservationSize));
        parameters = [.. policy.Specs.Select(spec => new Input(spec.Name, spec.Shape))];
        program = Program.Compile<float>(policy.Apply(observation, parameters));
    }

    /// <summary>What the policy draws its action from; allocates nothing once it is warm.</summary>
    /// <param name="values">The policy's parameters, in order; not changed by anyone.</param>
    /// <param name="seen">The observation.</param>
    /// <param name="distribution">Filled.</param>
    public void Run(float[][] values, ReadOnlySpan<float> seen, Span<float> distribution)
    {
        if (!free.TryTake(out var warm)) warm = new(program.CreateExecutor(episodes: 1, threads: 1, shards: 1));
        var executor = warm.Executor;
        // Parameters never change: those that were loaded last need not be copied again.
        if (!ReferenceEquals(warm.Loaded, values))
            for (var i = 0; i < parameters.Length; i++) executor.Fill(parameters[i], values[i]);
        warm.Loaded = values;
        executor.Fill(observation, seen);
        executor.Run();
        executor.Output(0).CopyTo(distribution);
        free.Add(warm);
    }

    /// <summary>An executor with the parameters that its leaves hold.</summary>
    private sealed class Warm(Executor<float> executor)
    {
        public Executor<float> Executor => executor;

        public float[][]? Loaded { get; set; }
    }
}
