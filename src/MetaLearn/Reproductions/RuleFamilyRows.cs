namespace MetaLearn.Reproductions;

/// <summary>
/// Rows of family-sinusoid: methods whose meta-gradient does not pass through the inner steps, learned rules and losses, and the learners that meta-learning is
/// compared with. Settings were chosen by meta-validation loss on short trainings.
/// </summary>
internal static class RuleFamilyRows
{
    private const string Outer = "--initializer fan-in --outer-learning-rate 0.003 --schedule cosine";

    // Without clipping the inner problem of a ReLU network diverges now and then.
    private const string Implicit = "--algorithm imaml --lambda 2 --inner-clip-norm 10 --clip-norm 10 --schedule cosine";

    private const string Long = "--inner-steps 50 --evaluation-steps 50 --iterations 6000";

    // From the paper's weights near zero these do not find a way out of predicting 0.
    private const string FanIn = "--initializer fan-in";

    private const string Reptile = "--algorithm reptile --inner-steps 20 --inner-learning-rate 0.02 --inner-batch 5 --inner-clip-norm 10 --outer-learning-rate 0.003 --schedule linear --evaluation-steps 32";

    public static IReadOnlyList<RunRow> Table { get; } =
    [
        new("reptile", "Reptile, 25 episodes an iteration, its inner Adam carried on.", $"{Reptile} --iterations 10000"),
        new("reptile-serial", "Reptile, one episode an iteration.", $"{Reptile} --meta-batch 1 --iterations 60000"),
        new("imaml", "Implicit MAML, 50 steps of gradient descent, conjugate gradients.", $"{Implicit} {Long}"),
        new("imaml-16-steps", "The same with 16 steps, longer.", $"{Implicit} --inner-steps 16 --iterations 15000"),
        new("imaml-neumann", "The same with a Neumann series of 5 terms.", $"{Implicit} --linear-solver neumann {FanIn} {Long}"),
        new("imaml-adam", "The same with 50 steps of Adam.", $"{Implicit} --inner-optimizer adam --inner-learning-rate 0.01 {FanIn} {Long}"),
        new("imaml-newton", "The same with 4 Newton steps.", $"{Implicit} --inner-solver newton --inner-steps 4 {FanIn} --iterations 6000"),
        new("imaml-authors", "As the authors' code differs from the paper.",
            "--algorithm imaml --implicit-variant authors --inner-steps 16 --inner-learning-rate 0.005 --clip-norm 10 --iterations 3000"),
        new("lstm", "Meta-learner LSTM, 5 steps.", $"--algorithm lstm --inner-steps 5 --meta-batch 5 --iterations 2000 --validate-every 500 {Outer}"),
        new("learned-optimizer", "A learned coordinate-wise optimiser, 5 steps.",
            $"--algorithm learned-optimizer --inner-steps 5 --meta-batch 5 --iterations 1000 --validate-every 500 {Outer}"),
        new("learned-loss", "A learned inner loss: no support labels, but a noisy hint of each.",
            $"--algorithm learned-loss --support-labels hinted --inner-steps 5 --iterations 15000 {Outer}") { With5Shots = "--inner-learning-rate 0.03" },
        new("maml-hinted", "MAML with the same hints in the place of labels.", "--algorithm maml --support-labels hinted"),
        new("regularization", "Bilevel: the strength of the penalty on each support set's own fit is learned.",
            $"--algorithm regularization --inner-steps 5 --iterations 3000 {Outer}") { MayIgnoreSupport = true },
        new("joint", "Multi-task training: one body, a head solved exactly on each support set.", $"--algorithm joint --ridge 0.01 --iterations 3000 {Outer}")
        {
            With5Shots = "--ridge 0.1",
        },
        new("transfer", "Pretrained, then the last layer alone fine-tuned.", $"--algorithm transfer --inner-learning-rate 0.1 --iterations 3000 {Outer}")
        {
            With5Shots = "--inner-learning-rate 0.01",
        },
    ];
}
