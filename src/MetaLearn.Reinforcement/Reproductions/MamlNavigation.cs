using MetaLearn.Reproductions;

namespace MetaLearn.Reinforcement.Reproductions;

/// <summary>
/// Figure 4 of Finn et al. (2017), 2-D navigation, on its own 40 goals; returns from the result files that the authors published. The checkpoint behind it had α = 0.5, though the
/// text says 0.1, and took 20 goals an iteration, as the text says; the script takes 40. What ours reaches is judged from the first inner step on.
/// </summary>
internal static class MamlNavigation
{
    private static readonly (double, double)[] Maml = [(-40.41, 4.01), (-11.68, 2.16), (-3.33, 0.55), (-3.23, 0.58), (-3.35, double.NaN)];

    public static Reproduction Reproduction { get; } = new PolicyTable("navigation",
    [
        new("maml", "MAML, exact second order, α = 0.5, trust region, 20 goals an iteration.", "--algorithm maml") { Paper = Maml, JudgedFrom = 1 },
        new("maml-40-goals", "MAML with 40 goals an iteration, as the published script.", "--algorithm maml --meta-batch 40") { Paper = Maml },
        new("pretrained", "Trust region on all goals without an inner step, then the same adaptation.", "--algorithm pretrained") { Paper = [(-40.81, 4.04), (-19.73, 2.99), (-11.72, 1.64), (-8.47, 0.53), (-7.49, double.NaN)] },
        new("random", "The same adaptation from the random initialisation.", "--algorithm random") { Paper = [(-82.66, 2.16), (-57.96, 1.84), (-53.84, 1.62), (-46.81, 1.28), (-42.91, double.NaN)] },
        new("oracle", "Told the goal; trust region, no adaptation.", "--algorithm oracle") { Paper = [(-2.29, 0.14)] },
        new("context", "A context vector alone adapts.", "--algorithm context") { Paper = [(-42.42, double.NaN), (-13.90, double.NaN), (-5.17, double.NaN), (-3.18, double.NaN)] },
        new("maml-alpha-0.1", "MAML with the α that the paper prints.", "--algorithm maml --inner-learning-rate 0.1"),
        new("fomaml", "First-order MAML.", "--algorithm fomaml"),
        new("meta-sgd", "Meta-SGD: a learned rate for each element.", "--algorithm meta-sgd"),
        new("anil", "ANIL: the last layer and log σ adapt.", "--algorithm anil"),
        new("promp", "ProMP: likelihood-ratio inner step, clipped outer loop.", "--algorithm promp"),
        new("dice", "MAML with DiCE's inner objective.", "--algorithm dice"),
        new("e-maml", "E-MAML's exploration term.", "--algorithm e-maml"),
    ]).Reproduction("maml-navigation", "Finn, Abbeel and Levine (2017), Figure 4, 2-D navigation; the authors' result files");
}
