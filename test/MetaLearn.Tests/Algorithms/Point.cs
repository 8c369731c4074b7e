using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

/// <summary>A model that predicts one row of numbers θ whatever x is; with half the squared error, adaptation and meta-gradient are known by hand.</summary>
/// <param name="parts">Numbers in θ, each an array of its own: <c>0.weight</c>, <c>1.weight</c>, …</param>
internal sealed class Point(int parts) : Module
{
    /// <summary>½ Σ (prediction − target)²: its gradient is prediction − target.</summary>
    public static readonly LossFunction HalfSquare = (prediction, target) => 0.5 * Sum(Square(prediction - target));

    public override IReadOnlyList<ParameterSpec> Specs { get; } = [.. Enumerable.Range(0, parts).Select(part => new ParameterSpec($"{part}.weight", new(1), Initializers.Zeros))];

    /// <summary>The meta-loss and, for each parameter of the learner, what the outer loop follows, in one iteration.</summary>
    /// <param name="learner">Of a model that takes a row of x of as many numbers as a target has.</param>
    /// <param name="parameters">Values of its parameters.</param>
    /// <param name="support">The support row's x and y.</param>
    /// <param name="query">The query row's x and y.</param>
    /// <param name="iteration">Of training.</param>
    public static double[][] MetaGradient(
        MetaLearner learner, double[][] parameters, (double[] X, double[] Y) support, (double[] X, double[] Y) query, long iteration = 0)
    {
        var inputs = new EpisodeInputs(new(1, 1, new(support.X.Length), new(support.Y.Length)));
        var leaves = learner.Parameters.Zip(parameters).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        (leaves[inputs.SupportX], leaves[inputs.SupportY], leaves[inputs.QueryX], leaves[inputs.QueryY]) = (support.X, support.Y, query.X, query.Y);
        foreach (var (leaf, at) in learner.Schedules) leaves[leaf] = [at(iteration)];
        var followed = learner.MetaGradientOf(inputs, iteration);
        return Program.Evaluate([followed.Loss, .. followed.Gradients], leaves);
    }

    /// <summary>The same where x does not matter.</summary>
    public static double[][] MetaGradient(MetaLearner learner, double[][] parameters, double[] a, double[] b, long iteration = 0)
        => MetaGradient(learner, parameters, (new double[a.Length], a), (new double[b.Length], b), iteration);

    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
        => BroadcastTo(Concatenate(0, parameters), x.Shape);
}
