namespace MetaLearn.Reproductions;

/// <summary>
/// Table 1 of Finn et al. (2017), Omniglot: 1100, 100 and 423 characters at random, a quarter turn drawn for each class, K queries a class, 600 episodes, batch statistics of the
/// query set (transductive). α is 2 on the mean cross-entropy: the paper's 0.4 at 5 ways and 0.1 at 20 are for a sum over the ways.
/// </summary>
internal static class MamlOmniglot
{
    // Reptile trains on more shots than it is tested with, and tests with one query a class.
    private const string Reptile = "--algorithm reptile --rotations classes-training --meta-batch 5 --iterations 100000 --outer-optimizer sgd --outer-learning-rate 1 --schedule linear --evaluation-queries 1 --queries 1 --evaluation-steps 50";

    private static readonly FewShotSetting[] Settings =
    [
        new("5w1s", "--ways 5 --shots 1", 3),
        new("5w5s", "--ways 5 --shots 5", 3),
        new("20w1s", "--ways 20 --shots 1", 5),
        new("20w5s", "--ways 20 --shots 5", 5),
    ];

    private static readonly FewShotMethod[] Methods =
    [
        new("maml", "MAML, exact second order.", "--algorithm maml", 98.7, 99.9, 95.8, 98.9),
        new("fomaml", "First-order MAML; published with Reptile.", "--algorithm fomaml", 98.3, 99.2, 89.4, 97.9),
        new("maml-no-conv", "MAML, four layers without convolutions.", "--algorithm maml --model mlp-norm", 89.7, 97.5),
        new("maml-alpha-0.1", "MAML with the α of the published command on a mean loss, as its ports have it.", "--algorithm maml --inner-learning-rate 0.1", null, null, 93.38) { IsJudged = false },
        new("meta-sgd", "Meta-SGD, a learned rate for each element, 1 step.", "--algorithm meta-sgd --inner-steps 1 --inner-learning-rate 1", 99.53, 99.93, 95.9, 99.0) { Steps = 1 },
        new("anil", "ANIL: only the last layer adapts.", "--algorithm anil", null, null, 96.2, 98.0),
        new("reptile", "Reptile, transductive.", $"{Reptile} --shots 10 --evaluation-shots 1 --inner-learning-rate 0.001 --inner-batch 10 --inner-steps 5", 97.68) { Steps = 50 },
        new("imaml", "Implicit MAML, gradient descent: 16 steps of 0.1, λ = 2, 5 of conjugate gradients.", "--algorithm imaml --inner-learning-rate 0.1 --inner-steps 16 --lambda 2 --evaluation-steps 16", 99.16, 99.67) { Steps = 16 },
        .. FewShotBaselines.Of("--iterations 10000 --validation-episodes 100", [], []),
        new("mann", "MANN without convolutions (Santoro et al. 2016), as MAML's table prints it.", null, 82.8, 94.9),
        new("siamese", "Siamese networks (Koch 2015), as MAML's table prints it.", null, 97.3, 98.4, 88.2, 97.0),
        new("matching", "Matching networks (Vinyals et al. 2016), as MAML's table prints it.", null, 98.1, 98.9, 93.8, 98.5),
        new("statistician", "Neural statistician (Edwards and Storkey 2017), as MAML's table prints it.", null, 98.1, 99.5, 93.2, 98.1),
        new("memory-module", "Memory module (Kaiser et al. 2017), as MAML's table prints it.", null, 98.4, 99.6, 95.0, 98.6),
    ];

    public static FewShotTable Table { get; } = new("omniglot", Settings, Methods);

    public static Reproduction Reproduction { get; } = Table.Reproduction("maml-omniglot", "Finn, Abbeel and Levine (2017), Table 1, Omniglot");
}
