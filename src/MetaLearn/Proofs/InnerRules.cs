using static MetaLearn.Proofs.Doctor;

namespace MetaLearn.Proofs;

/// <summary>Faults of the inner loop.</summary>
internal static class InnerRules
{
    private const double MostAmplification = 30, Harm = 1.1, LittleGain = 0.03, SmallestGain = 0.005, TimesTheGain = 4, LargeGap = 0.5, SmallCosine = 0.8;

    /// <summary>The rate does harm before anything is learned, so what follows is its work.</summary>
    public static Diagnosis? RateTooLargeAtStart(Symptoms s) => !Harms(s.LossByStepAtStart) ? null : TooLarge(
        $"where training started, adapting takes the validation loss from {Number(s.LossByStepAtStart[0])} to {Number(s.LossByStepAtStart[^1])}");

    public static Diagnosis? RateTooLarge(Symptoms s)
    {
        if (!Harms(s.LossByStep) || Harms(s.LossByStepAtStart)) return null;
        var smaller = Best(s, factor => factor < 1);
        return !(smaller.Loss < s.LossByStep[^1]) && double.IsFinite(s.LossByStep[^1]) ? null : TooLarge(
            $"adapting takes the validation loss from {Number(s.LossByStep[0])} to {Number(s.LossByStep[^1])}; with {Number(smaller.Factor)} times the rate it is {Number(smaller.Loss)}");
    }

    public static Diagnosis? ExplodingAtStart(Symptoms s) => s.AmplificationAtStart > MostAmplification ? Exploding(s.AmplificationAtStart, " where training started") : null;

    public static Diagnosis? Exploding(Symptoms s)
        => s.Amplification > MostAmplification && !(s.AmplificationAtStart > MostAmplification) ? Exploding(s.Amplification, "") : null;

    public static Diagnosis? FirstOrderGap(Symptoms s) => s.Gap is not { } gap || (gap.Relative < LargeGap && gap.Cosine > SmallCosine) ? null : new(
        "first-order gap",
        $"the first-order meta-gradient is {Percent(gap.Relative)} of the exact one's length away from it (cosine {Number(gap.Cosine)})",
        "what is dropped is not small here: the outer loop follows another direction",
        "--algorithm maml, with --recompute or --memory if it does not fit, or a smaller --inner-learning-rate");

    public static Diagnosis? RateTooSmall(Symptoms s)
    {
        var (before, after) = (s.LossByStep[0], s.LossByStep[^1]);
        var larger = Best(s, factor => factor > 1);
        var (gain, possible) = (before - after, before - larger.Loss);
        return !(possible > SmallestGain * before && possible > TimesTheGain * Math.Max(0, gain)) ? null : new(
            "inner rate too small",
            $"adapting takes the validation loss from {Number(before)} to {Number(after)} only; with {Number(larger.Factor)} times the rate it is {Number(larger.Loss)}, though the network was not trained for that",
            "the adapted model hardly differs from the one it started from, so the support set goes to waste",
            $"--inner-learning-rate up to {Number(larger.Factor)} times larger, or more --inner-steps");
    }

    public static Diagnosis? NoGain(Symptoms s)
    {
        var (before, after) = (s.LossByStep[0], s.LossByStep[^1]);
        return s.LossByRate.Count == 0 || after < (1 - LittleGain) * before || before - Best(s, _ => true).Loss > LittleGain * before ? null : new(
            "no adaptation gain",
            $"the validation loss is {Number(before)} before adapting and {Number(after)} after, and no other inner rate helps",
            "either all episodes are one problem, which one network solves, or the support set says nothing of the query set",
            "--algorithm pretrained is as good and cheaper if episodes are alike; otherwise more --iterations or a larger --meta-batch, more --shots, or features that tell the episodes apart");
    }

    private static Diagnosis TooLarge(string measured) => new(
        "inner rate too large", measured, "inner steps overshoot, so the adapted model is worse than the one it started from",
        "--inner-learning-rate 3 to 10 times smaller");

    private static Diagnosis Exploding(double times, string where) => new(
        "exploding meta-gradient",
        $"{(times is double.PositiveInfinity ? "the meta-gradient is infinitely" : $"the meta-gradient is {Number(times)} times as")} long as the gradient at the adapted parameters{where}",
        "going back through the inner steps multiplies it by their curvature, so a few episodes decide every outer step",
        "fewer --inner-steps, a smaller --inner-learning-rate, --clip-norm 10, or --algorithm fomaml");

    /// <summary>The rate with the lowest loss among some; infinite where none is finite.</summary>
    private static (double Factor, double Loss) Best(Symptoms s, Func<double, bool> among)
    {
        (double Factor, double Loss) best = (1, double.PositiveInfinity);
        foreach (var one in s.LossByRate)
            if (among(one.Factor) && one.Loss < best.Loss) best = one;
        return best;
    }

    private static bool Harms(IReadOnlyList<double> losses) => losses.Count > 1 && !(losses[^1] <= Harm * losses[0]);
}
