namespace MetaLearn.Reproductions;

/// <summary>
/// Table 1 of Finn et al. (2017), Omniglot: 1100, 100 and 423 characters at random, a quarter turn drawn for each class, K queries a class, 600 episodes, batch statistics of the
/// query set (transductive). α is 2 on the mean cross-entropy: the paper's 0.4 at 5 ways and 0.1 at 20 are for a sum over the ways. Reptile and implicit MAML have their papers' 1200 and
/// 423 characters; their papers' networks and pictures are others, so those rows are not judged.
/// </summary>
internal static class MamlOmniglot
{
    private static readonly FewShotSetting[] Settings =
    [
        new("5w1s", "--ways 5 --shots 1", 3),
        new("5w5s", "--ways 5 --shots 5", 3),
        new("20w1s", "--ways 20 --shots 1", 5),
        new("20w5s", "--ways 20 --shots 5", 5),
    ];

    internal static readonly FewShotMethod[] Methods =
    [
        new("maml", "MAML, exact second order.", "--algorithm maml", 98.7, 99.9, 95.8, 98.9),
        new("fomaml", "First-order MAML; published with Reptile.", "--algorithm fomaml", 98.3, 99.2, 89.4, 97.9),
        new("maml-no-conv", "MAML, four layers without convolutions.", "--algorithm maml --model mlp-norm", 89.7, 97.5),
        new("maml-alpha-0.1", "MAML with the α of the published command on a mean loss, as its ports have it.", "--algorithm maml --inner-learning-rate 0.1", null, null, 93.38) { IsJudged = false },
        new("meta-sgd", "Meta-SGD, a learned rate for each element, 1 step.", "--algorithm meta-sgd --inner-steps 1 --inner-learning-rate 1", 99.53, 99.93, 95.9, 99.0) { Steps = 1 },
        new("anil", "ANIL: only the last layer adapts.", "--algorithm anil", null, null, 96.2, 98.0),
        Reptile(shots: 1, FiveWays, 97.68),
        Reptile(shots: 5, FiveWays, null, 99.48),
        Reptile(shots: 1, TwentyWays, null, null, 89.43),
        Reptile(shots: 5, TwentyWays, null, null, null, 97.12),
        Implicit(steps: 16, 99.16, 99.67),
        Implicit(steps: 25, null, null, 94.46, 98.69),
        .. FewShotBaselines.Of("--iterations 10000 --validation-episodes 100", [], []),
        new("mann", "MANN without convolutions (Santoro et al. 2016), as MAML's table prints it.", null, 82.8, 94.9),
        new("siamese", "Siamese networks (Koch 2015), as MAML's table prints it.", null, 97.3, 98.4, 88.2, 97.0),
        new("matching", "Matching networks (Vinyals et al. 2016), as MAML's table prints it.", null, 98.1, 98.9, 93.8, 98.5),
        new("statistician", "Neural statistician (Edwards and Storkey 2017), as MAML's table prints it.", null, 98.1, 99.5, 93.2, 98.1),
        new("memory-module", "Memory module (Kaiser et al. 2017), as MAML's table prints it.", null, 98.4, 99.6, 95.0, 98.6),
    ];

    private const string FiveWays = "--inner-learning-rate 0.001 --inner-batch 10 --inner-steps 5 --iterations 100000 --evaluation-batch 5";

    private const string TwentyWays = "--inner-learning-rate 0.0005 --inner-batch 20 --inner-steps 10 --iterations 200000 --evaluation-batch 10";

    public static FewShotTable Table { get; } = new("omniglot", Settings, Methods);

    public static Reproduction Reproduction { get; } = Table.Reproduction("maml-omniglot", "Finn, Abbeel and Levine (2017), Table 1, Omniglot");

    // Reptile trains on ten pictures a class, whatever the shots it is tested with: here nine and the one query, which its inner loop sees too. It is tested with one query a class.
    private static FewShotMethod Reptile(int shots, string options, params double?[] paper) => new("reptile",
        "Reptile, transductive. The paper's network flattens 2×2×64 features, ours takes their mean; its scale and shift adapt, ours is a shift; its ink is 0. So nothing is judged.",
        "--algorithm reptile --split random-1200 --shots 9 --queries 1 --rotations classes-training --meta-batch 5 --inner-optimizer adam --outer-optimizer sgd --outer-learning-rate 1 --schedule linear "
            + $"--evaluation-shots {shots} --evaluation-queries 1 --evaluation-steps 50 {options}", paper)
    { Steps = 50, IsJudged = false };

    // 32 tasks an update are the published command's, which is one for 5 ways; nothing else is known of 20.
    private static FewShotMethod Implicit(int steps, params double?[] paper) => new("imaml",
        $"Implicit MAML, gradient descent: {steps} steps of 0.1, λ = 2, 5 of conjugate gradients. The authors' network flattens 2×2×64 features, ours takes their mean; their ink is 0. So nothing is judged.",
        $"--algorithm imaml --split random-1200 --resize antialiased --meta-batch 32 --inner-learning-rate 0.1 --inner-steps {steps} --lambda 2 --evaluation-steps {steps}", paper)
    { Steps = steps, IsJudged = false };
}
