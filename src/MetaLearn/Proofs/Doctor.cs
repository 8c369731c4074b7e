using System.Globalization;

namespace MetaLearn.Proofs;

/// <summary>
/// Says in words why a run does badly and what to try, from its metrics and from probing its learner. The first diagnosis is the one that would
/// explain the others.
/// </summary>
public static class Doctor
{
    /// <summary>What is wrong with a run; empty for a healthy one.</summary>
    /// <param name="patient">The run.</param>
    public static IReadOnlyList<Diagnosis> Examine(Patient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Examine(Measure(patient));
    }

    /// <summary>Measures all that the diagnoses rest on; takes about as long as evaluating the run ten times on 100 episodes.</summary>
    /// <param name="patient">The run.</param>
    public static Symptoms Measure(Patient patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return new SymptomProbe(patient).Measure();
    }

    /// <summary>What symptoms mean.</summary>
    /// <param name="symptoms">From <see cref="Measure"/>.</param>
    public static IReadOnlyList<Diagnosis> Examine(Symptoms symptoms)
    {
        ArgumentNullException.ThrowIfNull(symptoms);
        return [.. Rules.Select(rule => rule(symptoms)).OfType<Diagnosis>()];
    }

    // Causes before what they cause: data, then what makes training unsteady, then what makes it useless, then what only keeps it from being better.
    private static readonly Func<Symptoms, Diagnosis?>[] Rules =
    [
        DataRules.ConstantTargets, DataRules.SupportIsQuery,
        ProgressRules.DeadUnits, InnerRules.RateTooLargeAtStart, InnerRules.ExplodingAtStart,
        ProgressRules.OuterRateTooLarge, InnerRules.RateTooLarge, InnerRules.Exploding,
        InnerRules.FirstOrderGap, InnerRules.RateTooSmall, ProgressRules.OverFitting, ProgressRules.TooFewIterations,
        InnerRules.NoGain, ProgressRules.UnitsDied,
    ];

    internal static string Number(double value) => value.ToString(Math.Abs(value) is >= 1000 and < 1e6 ? "N0" : "G3", CultureInfo.InvariantCulture);

    internal static string Percent(double fraction) => fraction.ToString("P0", CultureInfo.InvariantCulture);
}
