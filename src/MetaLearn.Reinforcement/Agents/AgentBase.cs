using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Agents;

/// <summary>What an agent shares with all that were adapted from it. Immutable and thread-safe.</summary>
internal sealed class AgentBase
{
    private readonly float[][] parameters;
    private readonly PolicyEvaluation settings;
    private readonly Lazy<string> hash;

    public AgentBase(PolicyMaml maml, ActionSpace actions, IReadOnlyList<float[]> parameters, PolicyEvaluation settings)
    {
        ArgumentNullException.ThrowIfNull(maml);
        ArgumentNullException.ThrowIfNull(actions);
        ArgumentNullException.ThrowIfNull(parameters);
        if (maml.Policy.ActionSize != actions.Size)
            throw new ArgumentException($"The policy's actions have {maml.Policy.ActionSize} numbers, and those of the environment {actions.Size}.", nameof(actions));
        if (!parameters.Select(values => values.Length).SequenceEqual(maml.Parameters.Select(parameter => parameter.Shape.Count)))
            throw new ArgumentException($"The learner has parameters {string.Join(", ", maml.Parameters)}; the values given have other lengths.", nameof(parameters));
        (Maml, Actions, this.settings) = (maml, actions, settings);
        this.parameters = [.. parameters.Select(values => (float[])values.Clone())];
        Start = this.parameters[..maml.Policy.Specs.Count];
        Acting = new(maml.Policy);
        hash = new(() => BaseHash.Of("metalearn-policy-base-1", Formula(), maml.Parameters, this.parameters));
    }

    public PolicyMaml Maml { get; }

    public ActionSpace Actions { get; }

    public ActingProgram Acting { get; }

    /// <summary>θ, the policy's parameters before adapting.</summary>
    public float[][] Start { get; }

    /// <summary>Equal for two bases that act and adapt alike.</summary>
    public string Hash => hash.Value;

    /// <summary>One inner step, the same as in training and evaluation.</summary>
    /// <param name="current">Parameters that the trajectories were made with.</param>
    /// <param name="batch">Of one episode.</param>
    /// <param name="step">Inner steps done before.</param>
    public float[][] Next(float[][] current, TrajectoryBatch batch, int step)
    {
        settings.Credit.Assign(batch);
        // Compiled for just these numbers of trajectories and steps: milliseconds, beside the time that it takes to walk them.
        using var adapter = new PolicyAdapter(Maml, episodes: 1, batch.Trajectories, batch.Horizon, threads: 1);
        var next = adapter.Next(current, parameters, batch, step, settings.RateFactor(step, Maml.Steps));
        return next.All(values => Array.TrueForAll(values, float.IsFinite))
            ? next
            : throw new ArithmeticException("The inner step led to parameters that are NaN or infinite; the rate is too large for these trajectories.");
    }

    // Two formulas, one that acts and one that adapts, and the numbers that go into them from outside.
    private string Formula()
    {
        var phase = new PhaseInputs(Maml.Policy, trajectories: 1, horizon: 1);
        Input[] start = [.. Maml.Policy.Specs.Select(spec => new Input(spec.Name, spec.Shape))];
        var credit = settings.Credit;
        return string.Create(CultureInfo.InvariantCulture,
            $"{Functions.Fingerprint([Maml.Policy.Apply(phase.Observations, start), .. Maml.Path(start, [phase])[^1]])} {Space()} {credit.Discount:R} {credit.Lambda:R} {credit.Baseline.Ridge:R} {settings.FirstRateFactor:R} {settings.LaterRateFactor:R}");
    }

    private string Space() => Actions is BoxActions box
        ? string.Create(CultureInfo.InvariantCulture, $"box {box.Size} {box.Low:R} {box.High:R}")
        : string.Create(CultureInfo.InvariantCulture, $"choice {((DiscreteActions)Actions).Count}");
}
