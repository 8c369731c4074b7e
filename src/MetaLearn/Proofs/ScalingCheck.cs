using System.Collections.Immutable;
using System.Globalization;
using MetaLearn.Episodes;

namespace MetaLearn.Proofs;

/// <summary>The scaling in use is what the meta-training rows alone give.</summary>
internal static class ScalingCheck
{
    // The file keeps doubles, so only the order of a sum may differ.
    private const double Tolerance = 1e-9;

    public static AuditCheck Of(Scaling? used, Func<Scaling>? learn)
    {
        const string name = "scaling";
        if (used is null || learn is null) return AuditCheck.NotApplicable(name, "nothing is learned from the data to scale it");
        var own = learn();
        var columns = used.FeatureMeans.Length + used.TargetMeans.Length;
        var finding = Different("feature", "mean", used.FeatureMeans, own.FeatureMeans, own.FeatureDeviations)
            ?? Different("feature", "deviation", used.FeatureDeviations, own.FeatureDeviations, own.FeatureDeviations)
            ?? Different("target", "mean", used.TargetMeans, own.TargetMeans, own.TargetDeviations)
            ?? Different("target", "deviation", used.TargetDeviations, own.TargetDeviations, own.TargetDeviations);
        return new(name, $"means and deviations of {EpisodeAudit.Count(columns, "column")}, learned again from the meta-training rows alone", finding);
    }

    private static string? Different(string kind, string what, ImmutableArray<double> used, ImmutableArray<double> own, ImmutableArray<double> units)
    {
        if (used.Length != own.Length) return $"the scaling is of {used.Length} {kind} columns, the data has {own.Length}";
        for (var i = 0; i < used.Length; i++)
            if (!(Math.Abs(used[i] - own[i]) <= Tolerance * Math.Max(units[i], Math.Abs(own[i]))))
                return string.Create(CultureInfo.InvariantCulture,
                    $"{kind} {i + 1} is scaled with {what} {used[i]:G6}, and the meta-training rows give {own[i]:G6}: the scaling was learned on other rows");
        return null;
    }
}
