using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Training;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Proofs;

/// <summary>Measures <see cref="Symptoms"/>.</summary>
internal sealed class SymptomProbe(Patient patient)
{
    private const int Episodes = 100, GradientEpisodes = 20;

    // An array's row with less than this of the largest row's gradient gets none.
    private const double NoGradient = 1e-6;
    private static readonly double[] Factors = [0.001, 0.01, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1e3, 3e3, 1e4];

    private bool HasInnerLoop => patient.Learner is { InnerSteps: > 0 };

    private long LastIteration => Math.Max(0, patient.Options.Iterations - 1);

    public Symptoms Measure()
    {
        var graph = new LearnerGraph(patient.Learner, patient.Training.Shape, LastIteration);
        var (deviation, shared) = Data();
        var (deadWhere, dead) = Dead(graph, patient.Parameters);
        return new()
        {
            TargetDeviation = deviation,
            SharedRows = shared,
            LossByStep = Losses(patient.Learner, patient.Parameters),
            LossByStepAtStart = Losses(patient.Learner, patient.Beginning),
            LossByRate = HasInnerLoop && patient.WithInnerRate is { } change ? [.. Factors.Select(factor => (factor, Losses(change(factor), patient.Parameters)[^1]))] : [],
            Amplification = Amplification(graph, patient.Parameters),
            AmplificationAtStart = Amplification(graph, patient.Beginning),
            Gap = HasInnerLoop && graph.HasStops
                ? GradientReceipt.Of(patient.Learner, patient.Training, patient.Parameters, new() { Episodes = GradientEpisodes, EachArray = false, Seed = patient.Options.Seed, Iteration = LastIteration }).Gap : null,
            DeadWhere = deadWhere,
            DeadFraction = dead,
            DeadFractionAtStart = Dead(graph, patient.Beginning).Fraction,
            Failure = patient.Failure,
            MetaLosses = Metric("meta_loss"),
            ValidationLosses = Metric("validation_loss"),
        };
    }

    private double[] Metric(string name) => [.. patient.Metrics.Where(line => line.Values.ContainsKey(name)).Select(line => line.Values[name])];

    private double[] Losses(MetaLearner learner, IReadOnlyList<float[]> parameters)
    {
        using var evaluator = new Evaluator(learner, patient.Validation, HasInnerLoop ? learner.InnerSteps : 0);
        return [.. evaluator.Run(parameters, Episodes, patient.Options.ValidationSeed).ByStep.Select(estimate => estimate.Mean)];
    }

    private (double Deviation, double Shared) Data()
    {
        var shape = patient.Training.Shape;
        var targets = new List<double>();
        var (rows, shared) = (0, 0);
        for (var i = 0; i < Episodes; i++)
        {
            var episode = patient.Training.Sample(patient.Options.Seed, i);
            foreach (var value in episode.Support.Y.Span) targets.Add(value);
            foreach (var value in episode.Query.Y.Span) targets.Add(value);
            var width = shape.XRow.Count;
            var known = Enumerable.Range(0, shape.SupportRows).Select(row => AuditedEpisodes.Hash(episode.Support.X.Slice(row * width, width))).ToHashSet();
            for (var row = 0; row < shape.QueryRows; row++, rows++)
                if (known.Contains(AuditedEpisodes.Hash(episode.Query.X.Slice(row * width, width)))) shared++;
        }
        var mean = targets.Average();
        return (Math.Sqrt(targets.Average(value => (value - mean) * (value - mean))), (double)shared / rows);
    }

    private (string Where, double Fraction) Dead(LearnerGraph graph, IReadOnlyList<float[]> parameters)
    {
        var arrays = Enumerable.Range(0, patient.Learner.Parameters.Count)
            .Where(i => patient.Learner.Parameters[i].Shape.Rank == 2 && !graph.Followed.Replacements.ContainsKey(patient.Learner.Parameters[i])).ToArray();
        if (arrays.Length == 0) return ("", 0);
        var sizes = Means(graph, parameters, [.. arrays.Select(i => Sum(Abs(graph.Followed.Gradients[i]), [1]))]);
        var (where, worst) = ("", 0.0);
        for (var i = 0; i < arrays.Length; i++)
        {
            var largest = sizes[i].Max();
            var fraction = largest == 0 ? 1 : sizes[i].Count(size => size <= NoGradient * largest) / (double)sizes[i].Length;
            if (fraction > worst) (where, worst) = (patient.Learner.Parameters[arrays[i]].Name, fraction);
        }
        return (where, worst);
    }

    /// <summary>Root mean square, over episodes, of the meta-gradient's length over that of the gradient at the adapted values.</summary>
    private double Amplification(LearnerGraph graph, IReadOnlyList<float[]> parameters)
    {
        var adapted = graph.AdaptedValues;
        if (!HasInnerLoop || adapted.Count == 0) return double.NaN;
        Expression Square(IEnumerable<Expression> gradients) => gradients.Select(gradient => Sum(gradient * gradient)).Aggregate((a, b) => a + b);
        var squares = Means(graph, parameters, [Square(graph.Followed.Gradients), Square(Gradient(graph.Loss, adapted))]);
        return Math.Sqrt(squares[0][0] / squares[1][0]);
    }

    private double[][] Means(LearnerGraph graph, IReadOnlyList<float[]> parameters, IReadOnlyList<Expression> formulas)
    {
        using var check = new SlopeCheck(patient.Learner, graph, patient.Training, parameters,
            new() { Episodes = GradientEpisodes, Seed = patient.Options.Seed, Iteration = LastIteration }, holds: false);
        return check.Means(formulas);
    }
}
