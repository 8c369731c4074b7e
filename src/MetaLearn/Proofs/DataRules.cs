using static MetaLearn.Proofs.Doctor;

namespace MetaLearn.Proofs;

/// <summary>Faults of the episodes themselves.</summary>
internal static class DataRules
{
    private const double MostShared = 0.5;

    public static Diagnosis? ConstantTargets(Symptoms s) => s.TargetDeviation > 0 ? null : new(
        "targets are constant",
        "every target of 100 meta-training episodes is the same number",
        "there is nothing to predict: any network that gives this number has no error",
        "another --target column, or look at how the file was made; metalearn audit shows what the episodes hold");

    public static Diagnosis? SupportIsQuery(Symptoms s) => s.SharedRows < MostShared ? null : new(
        "support set equals query set",
        $"{Percent(s.SharedRows)} of the query rows stand in their own support set",
        "the loss measures how well the support set is repeated, not how well new examples are predicted",
        "episodes whose query rows are others than the support rows (csv: more rows a group than --shots); metalearn audit names the first offender");
}
