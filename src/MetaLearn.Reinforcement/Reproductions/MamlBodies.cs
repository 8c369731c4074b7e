using MetaLearn.Reproductions;

namespace MetaLearn.Reinforcement.Reproductions;

/// <summary>
/// Figure 5 of Finn et al. (2017), half-cheetah and ant, on its own 40 goals and at the rllab preset; returns from the result files that the authors published. Ant's observation has 41
/// numbers here, without the contact forces that make the published 125, and no cost of contact. How far a policy gets depends on its start, so some of half-cheetah's rows search for
/// one, and say so; each published row is one run, and its authors chose the checkpoint.
/// </summary>
internal static class MamlBodies
{
    private const string OracleStarts = "--starts 4";

    private const string Source = "Finn, Abbeel and Levine (2017), Figure 5; the authors' result files";

    public static Reproduction CheetahVelocity { get; } = Table("cheetah-velocity",
        [(-129.5, 16.5), (-78.6, 9.9), (-66.6, 8.9), (-60.8, 8.6)], [(-158.0, 17.4), (-135.4, 15.1), (-128.5, 14.0), (-133.6, 16.4)],
        [(-254.8, 35.7), (-254.3, 34.6), (-246.8, 35.4), (-230.8, 34.2)], (-54.5, 6.9), null, "--starts 12 --start-iterations 30", OracleStarts).Reproduction("maml-cheetah-velocity", Source);

    public static Reproduction CheetahDirection { get; } = Table("cheetah-direction",
        [(-50.7, 5.7), (293.2, 17.0), (313.5, 15.8), (315.7, 13.9)], [(-43.0, 11.6), (-24.8, 9.3), (-12.9, 8.6), (19.6, 11.2)],
        [(-35.7, 1.3), (21.8, 2.9), (62.3, 5.0), (86.2, 9.7)], (442.7, 8.4), [-40.49, -44.08, -38.27, -42.50], "--starts 6", OracleStarts).Reproduction("maml-cheetah-direction", Source);

    public static Reproduction AntVelocity { get; } = Table("ant-velocity",
        [(30.6, 30.0), (96.7, 20.7), (100.1, 21.5), (101.4, 21.0)], [(-1.8, 34.2), (6.1, 34.4), (8.5, 34.5), (9.5, 36.5)],
        [(-78.6, 34.4), (-62.8, 34.7), (-48.6, 34.1), (-35.6, 29.9)], (107.9, 20.0)).Reproduction("maml-ant-velocity", Source);

    public static Reproduction AntDirection { get; } = Table("ant-direction",
        [(8.7, 14.2), (499.2, 32.1), (500.7, 31.5), (499.1, 32.5)], [(3.2, 15.2), (1.3, 13.5), (6.5, 13.8), (6.9, 11.7)],
        [(3.1, 4.1), (9.3, 4.4), (16.0, 3.5), (26.1, 0.1)], (524.8, 12.4)).Reproduction("maml-ant-direction", Source);

    private static PolicyTable Table(
        string problem, IReadOnlyList<(double, double)> maml, IReadOnlyList<(double, double)> pretrained, IReadOnlyList<(double, double)> random, (double, double) oracle,
        IReadOnlyList<double>? context = null, string mamlStarts = "", string oracleStarts = "") => new(problem,
    [
        new("maml", "MAML, exact second order, trust region; measured as published.", $"--algorithm maml {mamlStarts}") { Paper = maml, JudgedFrom = 1 },
        new("pretrained", "Trust region on all goals mixed, then the same adaptation.", "--algorithm pretrained") { Paper = pretrained },
        new("random", "The same adaptation from the random initialisation.", "--algorithm random") { Paper = random },
        new("oracle", "Told the goal; trust region, no adaptation.", $"--algorithm oracle {oracleStarts}") { Paper = [oracle] },
        new("context", "A context vector alone adapts.", "--algorithm context") { Paper = [.. (context ?? []).Select(value => (value, double.NaN))] },
        new("fomaml", "First-order MAML.", "--algorithm fomaml"),
        new("promp", "ProMP: likelihood-ratio inner step, clipped outer loop.", "--algorithm promp"),
    ]);
}

/// <summary>All published tables of policies that can be made again.</summary>
public static class PolicyReproductions
{
    /// <summary>All there are.</summary>
    public static IReadOnlyList<Reproduction> All { get; } =
        [MamlNavigation.Reproduction, MamlBodies.CheetahDirection, MamlBodies.CheetahVelocity, MamlBodies.AntVelocity, MamlBodies.AntDirection];
}
