namespace MetaLearn.Reproductions;

/// <summary>
/// Rows of family-sinusoid: methods whose meta-gradient does not pass through the inner steps, learned rules and losses, and the learners that meta-learning is
/// compared with. Settings were chosen by meta-validation loss on short trainings.
/// </summary>
internal static class RuleFamilyRows
{
    private const string Rule = "--inner-steps 5 --initializer fan-in --outer-learning-rate 0.003 --schedule cosine";

    private const string Implicit = "--algorithm imaml --initializer fan-in --iterations 10000";

    public static IReadOnlyList<RunRow> Table { get; } =
    [
        new("reptile", "Reptile, five episodes an iteration, its inner Adam carried on.",
            "--algorithm reptile --meta-batch 5 --inner-learning-rate 0.003 --inner-steps 10 --initializer fan-in --outer-optimizer sgd --outer-learning-rate 1 --schedule linear --iterations 30000"),
        new("reptile-serial", "Reptile, one episode an iteration, as its authors train it.",
            "--algorithm reptile --meta-batch 1 --inner-learning-rate 0.003 --inner-steps 10 --initializer fan-in --outer-optimizer sgd --outer-learning-rate 1 --schedule linear --iterations 60000"),
        new("imaml", "Implicit MAML, 16 steps of gradient descent, conjugate gradients.", Implicit),
        new("imaml-neumann", "The same with a Neumann series.", $"{Implicit} --linear-solver neumann"),
        new("imaml-newton", "The same with Newton steps inside.", $"{Implicit} --inner-solver newton --inner-steps 4 --iterations 5000"),
        new("imaml-adam", "The same with Adam inside.", $"{Implicit} --inner-optimizer adam --inner-learning-rate 0.01"),
        new("imaml-authors", "As the authors' code differs from the paper.", $"{Implicit} --implicit-variant authors"),
        new("lstm", "Meta-learner LSTM, 5 steps.", $"--algorithm lstm --meta-batch 5 --iterations 1500 {Rule}"),
        new("learned-optimizer", "A learned coordinate-wise optimiser, 5 steps.", $"--algorithm learned-optimizer --meta-batch 5 --iterations 1500 {Rule}"),
        new("learned-loss", "A learned inner loss: no support labels, but a noisy hint of them.", $"--algorithm learned-loss --support-labels hinted --iterations 3000 {Rule}"),
        new("maml-hinted", "MAML with the same hints as the learned loss and no labels.", "--algorithm maml --support-labels hinted --iterations 3000") { MayIgnoreSupport = true },
        new("regularization", "Bilevel: the strength of the inner penalty is learned.", "--algorithm regularization --inner-steps 5 --initializer fan-in --iterations 3000") { MayIgnoreSupport = true },
        new("joint", "Multi-task training: one body, a head solved exactly on each support set.",
            "--algorithm joint --ridge 0.01 --initializer fan-in --outer-learning-rate 0.003 --schedule cosine --iterations 3000"),
        new("transfer", "Pretrained, then the last layer alone fine-tuned.", "--algorithm transfer"),
    ];
}
