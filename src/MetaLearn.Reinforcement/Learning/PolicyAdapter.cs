using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>The inner step as a program that takes every episode's policy from one phase's trajectories to the next: the formula of <see cref="PolicyMaml.Path"/>, run.</summary>
internal sealed class PolicyAdapter(PolicyMaml maml, int episodes, int trajectories, int horizon, int threads) : IDisposable
{
    private readonly Dictionary<int, Step> steps = [];

    /// <summary>Every episode starts from the same parameters: each array repeated for each episode.</summary>
    public float[][] Start(IReadOnlyList<float[]> parameters)
        => [.. parameters.Take(maml.Policy.Specs.Count).Select(values => Enumerable.Repeat(values, episodes).SelectMany(array => array).ToArray())];

    /// <summary>θₖ₊₁ of every episode.</summary>
    /// <param name="current">θₖ, <c>[episodes, ..]</c> each.</param>
    /// <param name="parameters">What the outer loop learns: learned rates are among them.</param>
    /// <param name="batch">Trajectories of phase k.</param>
    /// <param name="step">k, for rates that are learned for each step.</param>
    /// <param name="rateFactor">Multiplies every rate.</param>
    public float[][] Next(float[][] current, IReadOnlyList<float[]> parameters, TrajectoryBatch batch, int step, double rateFactor = 1)
    {
        // Only rates of each step make one step another program than the rest.
        var program = maml.LearnedRates == LearnedRates.PerStep ? step : 0;
        if (!steps.TryGetValue(program, out var compiled)) steps[program] = compiled = new(maml, episodes, trajectories, horizon, threads, program);
        return compiled.Run(current, parameters, batch, rateFactor);
    }

    public void Dispose()
    {
        foreach (var step in steps.Values) step.Dispose();
    }

    private sealed class Step : IDisposable
    {
        private readonly PolicyMaml maml;
        private readonly PhaseInputs phase;
        private readonly Input[] start;
        private readonly Input factor = new("rate factor", Shape.Scalar, isPerEpisode: false);
        private readonly Executor<float> executor;

        public Step(PolicyMaml maml, int episodes, int trajectories, int horizon, int threads, int number)
        {
            this.maml = maml;
            phase = new(maml.Policy, trajectories, horizon);
            start = [.. maml.Policy.Specs.Select(spec => new Input(spec.Name, spec.Shape))];
            executor = Program.Compile<float>(maml.Path(start, [phase], number, factor)[^1]).CreateExecutor(episodes, threads);
        }

        public float[][] Run(float[][] current, IReadOnlyList<float[]> parameters, TrajectoryBatch batch, double rateFactor)
        {
            for (var i = 0; i < start.Length; i++) executor.Fill(start[i], current[i]);
            for (var i = 0; i < maml.Parameters.Count; i++) executor.Fill(maml.Parameters[i], parameters[i]);
            executor.Fill(factor, [(float)rateFactor]);
            phase.Fill(executor, batch);
            executor.Run();
            return [.. start.Select((_, i) => executor.Output(i).ToArray())];
        }

        public void Dispose() => executor.Dispose();
    }
}
