namespace MetaLearn.Reproductions;

/// <summary>
/// Rows of family-sinusoid: methods that differ from MAML in what adapts and at which rates, and MAML++ with each of its parts alone. Settings were
/// chosen by meta-validation loss after 5,000 iterations.
/// </summary>
internal static class MamlFamilyRows
{
    // Learned rates grow until a step overshoots and training fails, unless inner gradients are clipped; the ablation's rows all are, to differ in one thing.
    private const string Ablation = "--inner-steps 5 --inner-learning-rate 0.003 --inner-clip-norm 10 --iterations 30000";

    private const string Head = "--inner-steps 5 --inner-learning-rate 0.1 --inner-clip-norm 10 --iterations 30000";

    public static IReadOnlyList<RunRow> Table { get; } =
    [
        new("meta-sgd", "Meta-SGD, a learned rate for each element from 0.01 on, 1 step.", "--algorithm meta-sgd"),
        new("meta-sgd-5-steps", "Meta-SGD with 5 clipped steps.", $"--algorithm meta-sgd {Ablation}"),
        new("meta-sgd-frequency", "Meta-SGD where the frequency varies too, as in its paper.", "--algorithm meta-sgd")
        {
            Problem = "sinusoid-frequency", Paper = new Dictionary<int, (int, double)> { [5] = (1, 0.90) },
        },
        new("learned-rates", "MAML with a learned rate for each array, 1 step.", "--algorithm maml --learned-rates per-tensor --inner-clip-norm 10"),
        new("anil", "ANIL, only the last layer adapts, 5 clipped steps.", $"--algorithm anil {Head}"),
        new("anil-learned-rates", "ANIL with a learned rate for each array.", $"--algorithm anil --learned-rates per-tensor {Head}"),
        new("boil", "BOIL, all layers but the last adapt, 5 clipped steps.", "--algorithm boil --inner-steps 5 --inner-clip-norm 10 --iterations 30000"),
        new("cavia", "CAVIA as its authors train it: 5 context numbers, α = 1, 1 step.", "--algorithm cavia"),
        new("cavia-2-steps", "CAVIA with 2 steps of 0.3.", "--algorithm cavia --inner-learning-rate 0.3 --inner-steps 2"),
        new("maml++", "MAML++: multi-step loss, a learned rate for each array and step, cosine schedule.", $"--algorithm maml++ {Ablation}"),
        new("maml++-all", "MAML++ with first-order gradients in the first half as well.", $"--algorithm maml++ --first-order-until 15000 {Ablation}"),
        new("maml++-none", "The ablation's MAML: none of the parts.", $"--algorithm maml {Ablation}"),
        new("maml++-multi-step-loss", "The same with the multi-step loss alone.", $"--algorithm maml --multi-step-loss-until 3000 {Ablation}"),
        new("maml++-order", "The same with first-order gradients in the first half alone.", $"--algorithm maml --first-order-until 15000 {Ablation}"),
        new("maml++-rates", "The same with learned rates for each array and step alone.", $"--algorithm maml --learned-rates per-step {Ablation}"),
        new("maml++-cosine", "The same with the cosine schedule alone.", $"--algorithm maml --schedule cosine {Ablation}"),
    ];
}
