using MetaLearn.Episodes;

namespace MetaLearn.Reproductions;

/// <summary>
/// Table 1 of Finn et al. (2017), mini-ImageNet: 5 ways, 15 queries a class to train and K to test, 5 inner steps to train and 10 to test, batch normalisation with a shift alone, which
/// does not adapt. α is 0.05 on the mean cross-entropy: the paper's 0.01 is for a sum over the ways. Meta-gradients are clipped to ±2/15 at 1 shot and ±2/3 at 5: the published ±10 is
/// for the sum of 75 query losses divided by the shots.
/// </summary>
internal static class MamlMiniImageNet
{
    private static readonly FewShotSetting[] Settings = [new("5w1s", "--ways 5 --shots 1", 10), new("5w5s", "--ways 5 --shots 5", 10)];

    private static readonly FewShotMethod[] Methods =
    [
        new("maml", "MAML, exact second order.", "--algorithm maml", 48.70, 63.11),
        new("fomaml", "First-order MAML.", "--algorithm fomaml", 48.07, 63.15),
        new("anil", "ANIL: only the last layer adapts; published by Raghu et al. (2020).", "--algorithm anil", 46.7, 61.5),
        .. FewShotBaselines.Of("--model conv4-pool --iterations 30000 --validation-episodes 100 --filters 64 --evaluation-queries 15", [28.86, 49.79], [41.08, 51.04]),
        new("matching", "Matching networks (Vinyals et al. 2016), as the paper prints it.", null, 43.56, 55.31),
        new("meta-lstm", "Meta-learner LSTM (Ravi and Larochelle 2017), as the paper prints it.", null, 43.44, 60.60),
    ];

    public static FewShotTable Table { get; } = new("miniimagenet", Settings, Methods) { File = Pictures };

    // A zip, or the folder that it unpacks to.
    private static string Pictures(string? data)
    {
        var folder = Path.Combine(DataFolder.Of(data), "mini-imagenet", "images");
        return Directory.Exists(folder) ? folder : DataFolder.Find("mini-imagenet/images.zip", data);
    }

    /// <summary>Where the user has the pictures, which may not be passed on.</summary>
    public static Reproduction Reproduction { get; } = Table.Reproduction("maml-miniimagenet", "Finn, Abbeel and Levine (2017), Table 1, mini-ImageNet");

    /// <summary>The same on pictures of the same source that are to be had: 75 of the 100 classes are others, 64×64, 300 a class. So nothing is judged.</summary>
    public static Reproduction OnTinyImageNet { get; } = new FewShotTable("tiny-imagenet", Settings, [.. Methods.Select(method => method with { IsJudged = false })])
        .Reproduction("maml-tiny-imagenet", "The protocol of mini-ImageNet on Tiny ImageNet; the figures of mini-ImageNet beside ours are not comparable");
}
