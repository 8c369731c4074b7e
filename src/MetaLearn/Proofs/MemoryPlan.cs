using System.Globalization;
using MetaLearn.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Proofs;

/// <summary>
/// Chooses how to differentiate through the inner loop within a budget: everything kept, inner steps computed again, or implicit gradients, which
/// keep none. Known before anything is allocated.
/// </summary>
public sealed record MemoryPlan
{
    // In order of preference: the first that fits is taken. Each makes its settings from the ones asked for; null where it does not apply.
    private static readonly (string Name, Func<ExperimentSpec, ExperimentSpec?> Make)[] Ladder =
    [
        ("as asked for", spec => IsUnrolled(spec) ? null : spec),
        ("full unrolling", spec => IsUnrolled(spec) ? spec : null),
        ("recomputation", spec => spec is { InnerSteps: > 0, Recompute: false } ? spec with { Recompute = true } : null),
        ("implicit gradients", Implicit),
    ];

    private MemoryPlan(long budget, IReadOnlyList<MemoryAlternative> alternatives) => (Budget, Alternatives) = (budget, alternatives);

    /// <summary>Most bytes that training may hold.</summary>
    public long Budget { get; }

    /// <summary>Ways to train, in order of preference.</summary>
    public IReadOnlyList<MemoryAlternative> Alternatives { get; }

    /// <summary>The first that fits; null where none does.</summary>
    public MemoryAlternative? Chosen => Alternatives.FirstOrDefault(one => one.Need.Total <= Budget);

    /// <summary>The one that needs least.</summary>
    public MemoryAlternative Smallest => Alternatives.MinBy(one => one.Need.Total)!; // There is always what was asked for.

    /// <summary>Plans an experiment.</summary>
    /// <param name="experiment">As asked for.</param>
    /// <param name="budget">Most bytes: at least 1.</param>
    public static MemoryPlan For(Experiment experiment, long budget)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(budget);
        var alternatives = new List<MemoryAlternative>();
        foreach (var (name, make) in Ladder)
        {
            if (make(experiment.Spec) is not { } spec) continue;
            var need = NeedOf(experiment.With(spec));
            // Of a learner that keeps nothing of its steps, recomputation is the same thing again.
            if (!alternatives.Exists(one => one.Need == need)) alternatives.Add(new(name, spec, need));
        }
        return new(budget, alternatives);
    }

    /// <summary>What an experiment's training holds.</summary>
    /// <param name="experiment">Any.</param>
    public static TrainingMemory NeedOf(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return Trainer.MemoryOf(experiment.Learner, experiment.Training, experiment.Options, experiment.Validation);
    }

    /// <summary>The planned experiment with the settings that were chosen.</summary>
    /// <param name="experiment">The one that was planned.</param>
    /// <exception cref="InvalidOperationException">Nothing fits.</exception>
    public Experiment Apply(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return experiment.With(Chosen?.Spec ?? throw new InvalidOperationException(Refusal));
    }

    private static bool IsUnrolled(ExperimentSpec spec) => spec is { Algorithm: "maml", Recompute: false };

    // Null where something that only unrolled methods do would be lost: a setting of theirs, averages that no gradient moves, a normalisation that does not adapt.
    private static ExperimentSpec? Implicit(ExperimentSpec spec)
    {
        var model = Choices.Models[spec.Model];
        var other = spec with { Algorithm = "imaml", Schedule = spec.Schedule, Recompute = false };
        if (spec.Algorithm != "maml" || AlgorithmSettings.NotTaken(other).Any() || model.HasNormalization && (spec.Statistics == "running" || !model.AdaptsNormalization)) return null;
        return spec.IsImages
            ? other with { InnerSteps = Math.Max(spec.InnerSteps, ImageDefaults.InnerSteps(other)), InnerLearningRate = Math.Min(spec.InnerLearningRate, ImageDefaults.InnerLearningRate(other)) }
            : other with { InnerSteps = spec.InnerSteps, InnerLearningRate = spec.InnerLearningRate };
    }

    /// <summary>All numbers and the choice, in a line.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"budget {Budget:N0} bytes; {string.Join(", ", Alternatives.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} {one.Need.Total:N0}")))}: {(Chosen is { } chosen ? $"{chosen.Name} it is" : "none fits")}");

    /// <summary>Why nothing fits: one sentence with both numbers.</summary>
    public string Refusal => string.Create(CultureInfo.InvariantCulture,
        $"Training needs at least {Smallest.Need.Total:N0} bytes ({Smallest.Name}) and --memory allows {Budget:N0}; a smaller --meta-batch, fewer --threads or a smaller network need less.");
}
