namespace MetaLearn.Experiments;

/// <summary>
/// What problems of pictures are trained with unless something else is asked for: the MAML paper's Omniglot (Finn et al. 2017, appendix A.1), 1 inner step at 5 ways and 5 at 20. The
/// paper's α of 0.4 and 0.1 are for a cross-entropy that its code sums over the ways; on the mean both are 2.
/// </summary>
internal static class ImageDefaults
{
    private const int ManyWays = 20;

    /// <summary>A problem's settings; those that depend on ways and shots are properties below.</summary>
    public static ExperimentSpec Apply(ExperimentSpec spec) => spec with
    {
        Model = "mlp",
        Hidden = [256, 128, 64, 64],
        Initializer = "fan-in",
        EvaluationSteps = 5,
        ValidationEpisodes = 200,
        Iterations = 1500,
        ValidateEvery = 250,
    };

    public static int Queries(ExperimentSpec spec) => spec.Shots;

    public static int InnerSteps(ExperimentSpec spec) => spec.Ways >= ManyWays ? 5 : 1;

    public static int MetaBatch(ExperimentSpec spec) => spec.Ways >= ManyWays ? 16 : 32;

    public static double InnerLearningRate(ExperimentSpec spec) => spec.Model == "mlp" ? 0.4 : 2;
}
