using static MetaLearn.Proofs.Doctor;

namespace MetaLearn.Proofs;

/// <summary>What the curve of a training says, and what it did to the network.</summary>
internal static class ProgressRules
{
    private const int FewestLines = 4;
    private const double Spike = 2, Jump = 0.35, WideGap = 1.5, Risen = 1.05, StillFalling = 0.1, WorthHaving = 0.01, ManyDead = 0.5, MostDead = 0.9;

    /// <summary>Units that were dead before training began.</summary>
    public static Diagnosis? DeadUnits(Symptoms s) => s.DeadFractionAtStart < ManyDead ? null : Dead(s, $"{Percent(s.DeadFractionAtStart)} of a layer's units got no gradient where training started, {Percent(s.DeadFraction)} of {s.DeadWhere} at its end");

    public static Diagnosis? UnitsDied(Symptoms s) => s.DeadFraction < MostDead || s.DeadFractionAtStart >= ManyDead ? null : Dead(s, $"{Percent(s.DeadFraction)} of the units of {s.DeadWhere} get no gradient from any of 20 episodes; {Percent(s.DeadFractionAtStart)} where training started");

    public static Diagnosis? OuterRateTooLarge(Symptoms s)
    {
        if (s.Failure is { } failure) return OuterRate($"training stops: {char.ToLowerInvariant(failure[0])}{failure[1..].TrimEnd('.')}");
        var losses = s.MetaLosses;
        if (losses.Count < FewestLines) return null;
        // Where training started, or after the first lines: what it should never rise far above.
        var (start, worst) = (s.LossByStepAtStart[^1], losses.Max());
        var half = losses.Skip(losses.Count / 2).ToList();
        var jump = Enumerable.Range(1, half.Count - 1).Select(i => Math.Abs(Math.Log(half[i] / half[i - 1]))).DefaultIfEmpty(0).Average();
        var spikes = !(worst <= Spike * start);
        return !spikes && jump <= Jump ? null : OuterRate(spikes
            ? $"the mean meta-loss of a log line reaches {Number(worst)}; it was {Number(start)} before training" : $"the meta-loss changes by {Percent(Math.Exp(jump) - 1)} from one log line to the next in the second half of training");
    }

    public static Diagnosis? OverFitting(Symptoms s)
    {
        if (s.ValidationLosses.Count < FewestLines || s.MetaLosses.Count < FewestLines) return null;
        var (training, validation, lowest) = (LastThird(s.MetaLosses), LastThird(s.ValidationLosses), s.ValidationLosses.Min());
        return !(validation > WideGap * training) || validation < Risen * lowest ? null : new(
            "over-fitting to meta-training",
            $"at the end the loss is {Number(training)} on meta-training episodes and {Number(validation)} on meta-validation ones, whose lowest was {Number(lowest)}",
            "the problems of meta-training are learned by heart: new ones are not like them",
            "more meta-training groups, --patience 5, --weight-decay 0.001 or a smaller --hidden");
    }

    public static Diagnosis? TooFewIterations(Symptoms s)
    {
        var losses = s.MetaLosses;
        if (losses.Count < FewestLines) return null;
        var quarter = losses.Count / 4;
        var (before, last) = (losses.Skip(losses.Count - 2 * quarter).Take(quarter).Average(), losses.Skip(losses.Count - quarter).Average());
        return !(last < (1 - StillFalling) * before && before - last > WorthHaving * s.TargetDeviation * s.TargetDeviation) ? null : new(
            "too few iterations",
            $"the meta-loss still falls: {Number(before)} in the third quarter of the log, {Number(last)} in the last",
            "training ended before it was done",
            "more --iterations; --schedule cosine makes the most of a fixed number");
    }

    private static Diagnosis OuterRate(string measured) => new(
        "outer rate too large", measured, "outer steps overshoot: what one undoes what the one before learned",
        "--outer-learning-rate 10 times smaller, --schedule cosine, --warm-up 100 or --clip-norm 10");

    private static Diagnosis Dead(Symptoms s, string measured) => new(
        "dead units",
        measured,
        "they give the same for every input and cannot come back",
        s.DeadFractionAtStart >= ManyDead
            ? "--initializer fan-in or kaiming-normal, or --activation tanh; inputs far from 0 need scaling"
            : "a smaller --outer-learning-rate, or --activation tanh");

    private static double LastThird(IReadOnlyList<double> values) => values.Skip(values.Count - Math.Max(1, values.Count / 3)).Average();
}
