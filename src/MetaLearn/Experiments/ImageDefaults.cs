namespace MetaLearn.Experiments;

/// <summary>
/// What problems of pictures are trained with unless something else is asked for: the MAML paper's settings (Finn et al. 2017, appendix A.1), those of Omniglot for black on white and those of
/// mini-ImageNet for colour. The paper's α of 0.4, 0.1 and 0.01 are for a cross-entropy that its code sums over the ways; on the mean they are 2, 2 and 0.05. Its clip of the meta-gradient is for such a sum
/// too (<see cref="ClipValue"/>).
/// </summary>
internal static class ImageDefaults
{
    private const int ManyWays = 20;

    private const double PublishedClip = 10;

    // Those that take their outer loss from MAML's code. That of MAML++ and CAVIA is a mean over the queries, and Reptile follows no gradient of a loss.
    private static readonly string[] SumsQueries = ["maml", "fomaml", "meta-sgd", "anil", "boil"];

    /// <summary>A problem's settings; those that depend on ways, shots or the network are methods below.</summary>
    public static ExperimentSpec Apply(ExperimentSpec spec)
    {
        spec = spec with { Shots = 1, Hidden = [256, 128, 64, 64], Initializer = "fan-in", ValidationEpisodes = 200 };
        return spec.Problem switch
        {
            "omniglot" => spec with { Model = "conv4", Iterations = 60_000 },
            "strokes" => spec with { Model = "conv4", Iterations = 2000, ValidateEvery = 250 },
            // Ten classes leave three for a test.
            "fashion-mnist" => spec with { Model = "conv4", Ways = 3, Iterations = 2000, ValidateEvery = 250 },
            // One's own pictures are asked for one by one, afterwards.
            "images" => spec with { Model = "conv4-pool", Filters = 32, Iterations = 5000, Statistics = "support" },
            _ => spec with { Model = "conv4-mini", Filters = 32, Iterations = 60_000 },
        };
    }

    public static int Queries(ExperimentSpec spec) => IsOfInk(spec) ? spec.Shots : 15;

    /// <summary>The paper tests mini-ImageNet with K queries a class, where it trains with 15.</summary>
    public static int? EvaluationQueries(ExperimentSpec spec) => spec.Problem is "miniimagenet" or "tiny-imagenet" or "tiny-imagenet-32" ? spec.EvaluationShots ?? spec.Shots : null;

    /// <summary>MAML++ has 5 and CAVIA 2; implicit MAML 16 on Omniglot, 25 from 20 ways on, and 10 on mini-ImageNet (Rajeswaran et al. 2019), as it must come near the inner problem's solution.</summary>
    public static int InnerSteps(ExperimentSpec spec) => spec.Algorithm switch
    {
        "imaml" when spec.InnerSolver is null or "gradient" => !IsOfInk(spec) ? 10 : spec.Ways >= ManyWays ? 25 : 16,
        "maml++" => 5,
        "cavia" => 2,
        _ when Choices.Algorithms[spec.Algorithm].InnerSteps is not 1 and var own => own,
        _ => spec.Ways >= ManyWays || !IsOfInk(spec) ? 5 : 1,
    };

    /// <summary>Steps that training takes are shown, where they are more.</summary>
    public static int EvaluationSteps(ExperimentSpec spec) => Math.Max(IsOfInk(spec) ? 5 : 10, spec.Algorithm == "imaml" ? spec.InnerSteps : 0);

    /// <summary>MAML draws a quarter turn for each class of Omniglot; the Vinyals split is defined with each turn a class of its own.</summary>
    public static string Rotations(ExperimentSpec spec) => spec.Problem != "omniglot" ? "none" : spec.Split == "vinyals" ? "classes" : "augment";

    public static int MetaBatch(ExperimentSpec spec) => Choices.Algorithms[spec.Algorithm].OfPictures is not null ? 2 : !IsOfInk(spec) ? 4 : spec.Ways >= ManyWays ? 16 : 32;

    /// <summary>
    /// Without normalisation the steps of 2 leave the ground. MAML++ starts its learned rates low, on a mean loss as here. Implicit MAML's paper has 0.1 everywhere, of a mean too: α · λ beyond 2
    /// would throw φ further from θ at every step.
    /// </summary>
    public static double InnerLearningRate(ExperimentSpec spec) => spec.Algorithm switch
    {
        "imaml" => 0.1,
        "maml++" => IsOfInk(spec) ? 0.1 : 0.01,
        _ => !IsOfInk(spec) ? 0.05 : spec.Model == "mlp" ? 0.4 : 2,
    };

    /// <summary>Implicit MAML's λ, of Omniglot and of mini-ImageNet.</summary>
    public static double Lambda(ExperimentSpec spec) => IsOfInk(spec) ? 2 : 0.5;

    /// <summary>
    /// MAML's code cuts each element of mini-ImageNet's meta-gradient to ±10, where an episode's loss is the sum of its N·Q query cross-entropies divided by K (<c>maml.py:136,146-148</c>,
    /// <c>utils.py:56-58</c>): N·Q / K times their mean. So on the mean the same cut is ±10·K / (N·Q): 2/15 at 1 shot and 2/3 at 5, with 5 ways and 15 queries.
    /// </summary>
    public static double? ClipValue(ExperimentSpec spec) => IsOfInk(spec) ? null : SumsQueries.Contains(spec.Algorithm) ? PublishedClip * spec.Shots / (spec.Ways * spec.Queries) : PublishedClip;

    public static string? StepNormalization(ExperimentSpec spec) => spec is { IsImages: true, Algorithm: "maml++" } && Choices.Models[spec.Model].HasNormalization ? "per-step" : null;

    private static bool IsOfInk(ExperimentSpec spec) => spec.Problem is "omniglot" or "strokes" or "fashion-mnist";
}
