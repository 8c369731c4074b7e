using MetaLearn.Algorithms;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Experiments;

/// <summary>The methods that look at where the inner loop ends and not at the way there.</summary>
internal static class ReptileAndImplicit
{
    private const int LinearSteps = 5;

    public static (string Name, AlgorithmChoice Choice)[] Entries { get; } =
    [
        ("reptile", new("Reptile",
            spec => $"Reptile: {spec.InnerSteps} inner steps of {spec.InnerOptimizer}{(spec.InnerOptimizer == "adam" ? " with β₁ = 0, its moments carried on" : "")} at α = {spec.InnerLearningRate} "
                + $"on {(spec.InnerBatch is { } batch ? $"mini-batches of {batch}" : "all")} of an episode's examples",
            Reptile) { Takes = ["inner-batch", "evaluation-batch"], InnerSteps = 5 }),
        ("imaml", new("implicit MAML", Describe, Implicit)
        {
            Takes = ["lambda", "inner-solver", "linear-solver", "linear-steps", "damping", "implicit-variant"], InnerSteps = 10,
        }),
    ];

    // The authors' inner Adam has no first moment.
    private static Reptile Reptile(ExperimentSpec spec, Module model, LossFunction loss) => new(model, loss)
    {
        InnerLearningRate = spec.InnerLearningRate,
        Steps = spec.InnerSteps,
        BatchSize = spec.InnerBatch,
        EvaluationBatchSize = spec.EvaluationBatch,
        InnerOptimizer = Choices.InnerOptimizer(spec) is Adam adam ? adam with { Beta1 = 0 } : Choices.InnerOptimizer(spec),
    };

    private static ImplicitMaml Implicit(ExperimentSpec spec, Module model, LossFunction loss)
    {
        if (IsNewton(spec) && IsAuthors(spec))
            throw new ArgumentException("implicit-variant 'authors' needs inner-solver 'gradient': a Newton step on the proximal term alone would undo the adaptation.");
        if (spec.LinearSolver == "neumann" && spec.LinearSteps == 0)
            throw new ArgumentException("linear-steps '0' is too few for a Neumann series: expected at least 1 term.");
        return new(model, loss)
        {
            Lambda = Lambda(spec),
            Steps = spec.InnerSteps,
            Solver = IsNewton(spec) ? new NewtonSolver() : new GradientSolver { LearningRate = spec.InnerLearningRate, Optimizer = Choices.InnerOptimizer(spec) },
            Linear = Choices.LinearSolvers[spec.LinearSolver ?? "cg"](spec.LinearSteps ?? LinearSteps),
            Damping = spec.Damping ?? (IsAuthors(spec) ? 1 : 0),
            FollowsAuthorsCode = IsAuthors(spec),
        };
    }

    private static string Describe(ExperimentSpec spec)
        => $"implicit MAML: {spec.InnerSteps} inner {(IsNewton(spec) ? "Newton steps" : $"steps of {spec.InnerOptimizer} at α = {spec.InnerLearningRate}")}, λ = {Lambda(spec)}, "
            + $"{spec.LinearSteps ?? LinearSteps} {(spec.LinearSolver == "neumann" ? "terms of a Neumann series" : "steps of conjugate gradients")}{(IsAuthors(spec) ? ", as the authors' code" : "")}";

    private static double Lambda(ExperimentSpec spec) => spec.Lambda ?? 2;

    private static bool IsNewton(ExperimentSpec spec) => Choices.InnerSolvers[spec.InnerSolver ?? "gradient"];

    private static bool IsAuthors(ExperimentSpec spec) => Choices.ImplicitVariants[spec.ImplicitVariant ?? "paper"];
}
