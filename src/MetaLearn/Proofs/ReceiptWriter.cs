using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Proofs;

/// <summary>Puts a <see cref="GradientReceipt"/> together from the graph and from numbers.</summary>
internal sealed class ReceiptWriter(MetaLearner learner, IEpisodeSource source, IReadOnlyList<float[]> parameters, ReceiptOptions options)
{
    // An unrolled exact gradient of more steps costs more to compile than a check is worth.
    private const int MostStepsForGap = 32;

    private readonly LearnerGraph graph = new(learner, source.Shape, options.Iteration);

    private int[] Learned => [.. Enumerable.Range(0, learner.Parameters.Count).Where(i => !graph.Followed.Replacements.ContainsKey(learner.Parameters[i]))];

    public GradientReceipt Write()
    {
        using var check = new SlopeCheck(learner, graph, source, parameters, options);
        var followed = check.Means(graph.Followed.Gradients);
        var learned = Learned;
        var reached = learned.Where(i => !IsZero(graph.Followed.Gradients[i])).ToArray();
        var checks = check.Along(followed, reached);
        var follows = checks.All(one => one.Error <= options.Tolerance);
        if (!follows && OwnGradient(check, followed, learned) is { } own && own.All(one => one.Error <= options.Tolerance)) checks = own;
        else follows = true; // Nothing better explains what is followed: if it disagrees, it is a wrong gradient.
        var steps = graph.DifferentiatedSteps();
        return new()
        {
            InnerSteps = learner.InnerSteps,
            DifferentiatedSteps = follows ? steps : 0,
            FollowsMetaLoss = follows,
            Adapted = Names(graph.Adapted),
            Kept = Names(graph.Kept),
            Replaced = Names(graph.Followed.Replacements.Keys),
            Findings = [.. Findings(learned, followed, follows).OrderBy(finding => !finding.IsBroken)],
            Checks = checks,
            Tolerance = options.Tolerance,
            Episodes = options.Episodes,
            Residual = options.WithGap && learner is ImplicitMaml implicitly ? Residual(implicitly, check) : null,
            Gap = options.WithGap && (graph.HasStops || !follows) && learner.InnerSteps is > 0 and <= MostStepsForGap ? Gap(check, followed, learned) : null,
        };
    }

    /// <summary>The check of the meta-loss's own gradient, in the arrays where it has one; null where it is what is followed.</summary>
    private IReadOnlyList<DirectionCheck>? OwnGradient(SlopeCheck check, double[][] followed, int[] learned)
    {
        var formulas = Gradient(graph.Followed.Loss, learner.Parameters);
        var own = check.Means(formulas);
        var different = learned.Any(i => own[i].Zip(followed[i]).Any(pair => Math.Abs(pair.First - pair.Second) > 1e-9 * Math.Max(Math.Abs(pair.First), Math.Abs(pair.Second))));
        return different ? check.Along(own, [.. learned.Where(i => !IsZero(formulas[i]))]) : null;
    }

    private GradientGap? Gap(SlopeCheck check, double[][] followed, int[] learned)
    {
        var exact = check.Means(Gradient(graph.Exact, learner.Parameters));
        var (difference, square, product, own) = (0.0, 0.0, 0.0, 0.0);
        foreach (var i in learned)
            foreach (var (f, e) in followed[i].Zip(exact[i]))
                (difference, square, product, own) = (difference + (f - e) * (f - e), square + e * e, product + f * e, own + f * f);
        // A stop that changes nothing, such as the shift in a cross-entropy, is no gap.
        if (difference <= 1e-18 * square || square == 0) return null;
        return new(Math.Sqrt(difference / square), own == 0 ? 0 : product / Math.Sqrt(own * square));
    }

    /// <summary>‖A g − right‖ / ‖right‖ over the episodes.</summary>
    private double Residual(ImplicitMaml implicitly, SlopeCheck check)
    {
        var (_, times, right) = implicitly.SystemOf(graph.Inputs);
        var left = times(graph.Followed.Gradients);
        Expression Square(IEnumerable<Expression> parts) => parts.Select(part => Sum(part * part)).Aggregate((a, b) => a + b);
        var squares = check.Means([Square(left.Zip(right, (l, r) => l - r)), Square(right)]);
        return squares[1][0] == 0 ? 0 : Math.Sqrt(squares[0][0] / squares[1][0]);
    }

    private IEnumerable<ParameterFinding> Findings(int[] learned, double[][] followed, bool follows)
    {
        var exact = new Lazy<IReadOnlyList<Expression>>(() => Gradient(graph.Exact, learner.Parameters));
        var forgotten = follows && learner.InnerSteps > 0 ? graph.Forgotten().ToHashSet() : [];
        foreach (var parameter in learner.Model.Parameters.Where(forgotten.Contains))
            yield return new(parameter.Name, "adapts in the inner loop, but the meta-loss uses its value from before: what was adapted is forgotten", IsBroken: true);
        foreach (var parameter in learner.Adapted.Where(parameter => graph.Kept.Contains(parameter) && !graph.Adapted.Contains(parameter) && learner.InnerSteps > 0))
            yield return new(parameter.Name, "is said to adapt, but the prediction after the inner loop uses it as it was before", IsBroken: true);
        foreach (var i in learned)
        {
            var parameter = learner.Parameters[i];
            if (IsZero(graph.Followed.Gradients[i]))
                yield return new(parameter.Name, Unreached(i, exact.Value, follows), IsBroken: true);
            else if (follows && graph.HasStops && !graph.HasPathOfItsOwn(graph.Loss, parameter) && graph.HasPathOfItsOwn(graph.Exact, parameter))
                yield return new(parameter.Name, "is cut from the meta-loss by a StopGradient on its own value: it is learned only by way of other parameters' inner gradients", IsBroken: true);
            else if (Array.TrueForAll(followed[i], value => value == 0))
                yield return new(parameter.Name, $"has a meta-gradient of exactly 0 on all {options.Episodes} episodes looked at", IsBroken: false);
        }
    }

    private static string Unreached(int i, IReadOnlyList<Expression> exact, bool follows)
        => !follows ? "is meta-learned but what the outer loop follows is 0 for it"
            : IsZero(exact[i]) ? "is meta-learned but the meta-loss does not depend on it: it gets no meta-gradient and stays as it is"
            : "is meta-learned but a StopGradient cuts every path from the meta-loss to it: it gets no meta-gradient and stays as it is";

    private static string[] Names(IEnumerable<Parameter> those) => [.. those.Select(parameter => parameter.Name)];
}
