namespace MetaLearn.Experiments;

/// <summary>
/// What problems of pictures are trained with unless something else is asked for: the MAML paper's settings (Finn et al. 2017, appendix A.1), those of Omniglot for black on white and those of
/// mini-ImageNet for colour. The paper's α of 0.4, 0.1 and 0.01 are for a cross-entropy that its code sums over the ways; on the mean they are 2, 2 and 0.05.
/// </summary>
internal static class ImageDefaults
{
    private const int ManyWays = 20;

    /// <summary>A problem's settings; those that depend on ways, shots or the network are methods below.</summary>
    public static ExperimentSpec Apply(ExperimentSpec spec)
    {
        spec = spec with { Shots = 1, Hidden = [256, 128, 64, 64], Initializer = "fan-in", ValidationEpisodes = 200 };
        return spec.Problem switch
        {
            "omniglot" => spec with { Model = "conv4", Iterations = 60_000, EvaluationSteps = 5 },
            "strokes" => spec with { Model = "conv4", Iterations = 2000, ValidateEvery = 250, EvaluationSteps = 5 },
            // Ten classes leave three for a test.
            "fashion-mnist" => spec with { Model = "conv4", Ways = 3, Iterations = 2000, ValidateEvery = 250, EvaluationSteps = 5 },
            // One's own pictures are asked for one by one, afterwards.
            "images" => spec with { Model = "conv4-pool", Filters = 32, ClipValue = 10, Iterations = 5000, EvaluationSteps = 10, Statistics = "support" },
            _ => spec with { Model = "conv4-pool", Filters = 32, ClipValue = 10, Iterations = 60_000, EvaluationSteps = 10 },
        };
    }

    public static int Queries(ExperimentSpec spec) => IsOfInk(spec) ? spec.Shots : 15;

    /// <summary>The paper tests mini-ImageNet with K queries a class, where it trains with 15.</summary>
    public static int? EvaluationQueries(ExperimentSpec spec) => spec.Problem is "miniimagenet" or "tiny-imagenet" or "tiny-imagenet-32" ? spec.EvaluationShots ?? spec.Shots : null;

    /// <summary>MAML draws a quarter turn for each class of Omniglot; the Vinyals split is defined with each turn a class of its own.</summary>
    public static string Rotations(ExperimentSpec spec) => spec.Problem != "omniglot" ? "none" : spec.Split == "vinyals" ? "classes" : "augment";

    public static int InnerSteps(ExperimentSpec spec) => spec.Ways >= ManyWays || !IsOfInk(spec) ? 5 : 1;

    public static int MetaBatch(ExperimentSpec spec) => Choices.Algorithms[spec.Algorithm].OfPictures is not null ? 2 : !IsOfInk(spec) ? 4 : spec.Ways >= ManyWays ? 16 : 32;

    /// <summary>Without normalisation the steps of 2 leave the ground.</summary>
    public static double InnerLearningRate(ExperimentSpec spec) => !IsOfInk(spec) ? 0.05 : spec.Model == "mlp" ? 0.4 : 2;

    private static bool IsOfInk(ExperimentSpec spec) => spec.Problem is "omniglot" or "strokes" or "fashion-mnist";
}
