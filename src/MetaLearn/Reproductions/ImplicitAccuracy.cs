using MetaLearn.Algorithms;
using MetaLearn.Reports;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>
/// What Rajeswaran et al. (2019) claim of implicit gradients, on ridge regression, where the exact meta-gradient is known (theorem 1): the error falls
/// with the steps of conjugate gradients and with the accuracy of the inner solution. Their figure 2 has no numbers in the text.
/// </summary>
internal static class ImplicitAccuracy
{
    private const double Rounding = 1e-12, Small = 1e-6, InnerRate = 0.04;
    private const int MostSteps = 20;
    private static readonly int[] InnerSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500], NeumannTerms = [1, 2, 5, 10, 15, 20];

    private static readonly (ReproductionRow Row, Func<TrainedNetworks, string, IEnumerable<ReproductionCell>> Measure)[] Table =
    [
        (new("cg-steps", "Error of the meta-gradient after 1 to 20 steps of conjugate gradients, the inner problem solved."), CgSteps),
        (new("neumann-terms", "The same with a Neumann series, scaled so that it converges."), Neumann),
        (new("inner-accuracy", "Error after 20 steps of conjugate gradients, the inner problem solved by 1 to 500 gradient steps."), Inner),
        (new("newton", "The same, the inner problem solved by Newton steps."), Newton),
        (new("memory", "Peak bytes of one episode's meta-gradient at 5, 50 and 500 inner steps: implicit, unrolled, recomputed."), ImplicitMemory.Bytes),
        (new("time", "Milliseconds of the same for 25 episodes."), ImplicitMemory.Times),
    ];

    public static Reproduction Reproduction { get; } = new(
        "imaml-accuracy", "Rajeswaran, Finn, Kakade and Levine (2019), theorem 1 and figure 2, on a problem with a closed form",
        [.. Table.Select(entry => entry.Row)],
        (networks, row) => Table.Single(entry => entry.Row.Name == row.Name).Measure(networks, row.Name));

    private static Band AtMost(double value) => new($"≤ {value:0e+0}", (ours, _) => ours.Mean <= value);

    private static Band None { get; } = new("= 0", (ours, _) => ours.Mean == 0);

    private static NewtonSolver Solved => new() { Damping = 0, Linear = new ConjugateGradient { Steps = 20 } };

    private static IEnumerable<ReproductionCell> CgSteps(TrainedNetworks networks, string row)
    {
        int[] steps = [.. Enumerable.Range(1, MostSteps)];
        var errors = Measure(networks, steps, k => RidgeBench.Learner(Solved, 2, new ConjugateGradient { Steps = k }));
        for (var i = 0; i < steps.Length; i++)
            yield return Cell(networks, row, $"relative error after {Count(steps[i], "step")} of conjugate gradients", errors[i].MetaGradient, steps[i] == MostSteps ? AtMost(Small) : null);
        yield return Rises(networks, row, [.. errors.Select(error => error.MetaGradient.Mean)]);
        networks.Save("cg-steps.svg", Plot("Error of the implicit meta-gradient, inner problem solved", "steps of conjugate gradients", steps, ("conjugate gradients", [.. errors.Select(e => e.MetaGradient)])));
    }

    private static IEnumerable<ReproductionCell> Neumann(TrainedNetworks networks, string row)
    {
        // The largest eigenvalue of I + H/λ is below 2/0.04 in every episode.
        var errors = Measure(networks, NeumannTerms, terms => RidgeBench.Learner(Solved, 2, new NeumannSeries { Terms = terms, Scale = 0.04 }));
        for (var i = 0; i < NeumannTerms.Length; i++)
            yield return Cell(networks, row, $"relative error with {Count(NeumannTerms[i], "term")} of the Neumann series", errors[i].MetaGradient, null);
        yield return Rises(networks, row, [.. errors.Select(error => error.MetaGradient.Mean)]);
    }

    private static IEnumerable<ReproductionCell> Inner(TrainedNetworks networks, string row)
    {
        var errors = Measure(networks, InnerSteps, steps => RidgeBench.Learner(new GradientSolver { LearningRate = InnerRate }, steps, new ConjugateGradient { Steps = MostSteps }));
        for (var i = 0; i < InnerSteps.Length; i++)
        {
            var when = $"after {Count(InnerSteps[i], "inner step")}";
            yield return Cell(networks, row, $"relative error {when}", errors[i].MetaGradient, i == InnerSteps.Length - 1 ? AtMost(Small) : null);
            yield return Cell(networks, row, $"relative error of the inner solution {when}", errors[i].Solution, null);
        }
        yield return Rises(networks, row, [.. errors.Select(error => error.MetaGradient.Mean)]);
        networks.Save("inner-accuracy.svg", Plot($"Error of the implicit meta-gradient, {MostSteps} steps of conjugate gradients", "inner gradient steps", InnerSteps,
            ("meta-gradient", [.. errors.Select(e => e.MetaGradient)]), ("inner solution", [.. errors.Select(e => e.Solution)])));
    }

    private static IEnumerable<ReproductionCell> Newton(TrainedNetworks networks, string row)
    {
        int[] steps = [1, 2, 3];
        var errors = Measure(networks, steps, count => RidgeBench.Learner(new NewtonSolver { Damping = 0 }, count, new ConjugateGradient { Steps = MostSteps }));
        for (var i = 0; i < steps.Length; i++)
            yield return Cell(networks, row, $"relative error after {Count(steps[i], "Newton step")}", errors[i].MetaGradient, i == steps.Length - 1 ? AtMost(Small) : null);
    }

    private static (Estimate MetaGradient, Estimate Solution)[] Measure(TrainedNetworks networks, int[] counts, Func<int, ImplicitMaml> learner)
        => [.. counts.Select(count =>
        {
            networks.Cancellation.ThrowIfCancellationRequested();
            return new RidgeBench(networks.Options.Episodes, networks.Options.Threads).Errors(learner(count));
        })];

    private static ReproductionCell Cell(TrainedNetworks networks, string row, string metric, Estimate ours, Band? band)
        => new(row, metric, null, ours.Mean, ours.Interval, networks.Options.Episodes, networks.Options.Seed, band?.Rule, band?.Holds(ours, null));

    // What has arrived at rounding may stay there.
    private static ReproductionCell Rises(TrainedNetworks networks, string row, double[] errors)
    {
        var rises = Enumerable.Range(1, errors.Length - 1).Count(i => !(errors[i] < errors[i - 1]) && !(errors[i] < Rounding));
        return Cell(networks, row, "increases of the error from one to the next, above rounding", new(rises, double.NaN), None);
    }

    private static LinePlot Plot(string title, string x, int[] counts, params (string Name, Estimate[] Errors)[] lines) => new()
    {
        Title = title,
        XTitle = x,
        YTitle = "relative error",
        LogY = true,
        Series = [.. lines.Select(line => new Series(line.Name, [.. counts.Select(count => (double)count)], [.. line.Errors.Select(error => error.Mean)]) { Marker = MarkerShape.Circle })],
    };

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
