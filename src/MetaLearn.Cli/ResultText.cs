using System.Text;
using MetaLearn.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Cli;

/// <summary>Results as tables for people.</summary>
internal static class ResultText
{
    private const int Column = 24;

    /// <summary>A row for each number of inner steps, a column for each learner; then a row a learner at its chosen number of steps.</summary>
    public static string Of(ResultSet results, (string Name, double Deviation)? target = null)
    {
        var text = new StringBuilder();
        text.AppendLine(char.ToUpperInvariant(results.Unit[0]) + results.Unit[1..] + " on the query sets:").AppendLine();
        var steps = results.Protocol.InnerSteps;
        // A learner of many more steps is no column of this table: it stands in the next one.
        var columns = results.Learners.Where(learner => learner.ByStep.Count <= steps + 1).ToList();
        BySteps(text, columns, steps, learner => learner.ByStep);
        if (columns.Any(learner => learner.Accuracy.Count > 0))
        {
            text.AppendLine("Accuracy, the fraction of query examples with the right label:").AppendLine();
            BySteps(text, columns, steps, learner => learner.Accuracy);
        }
        if (results.Learners.Count > 1) Summary(text, results, target);
        text.AppendLine(results.Protocol + ".");
        foreach (var learner in results.Learners) text.AppendLine($"{learner.Name}: {learner.Note}.");
        return text.ToString();
    }

    private static void BySteps(StringBuilder text, List<LearnerResult> columns, int steps, Func<LearnerResult, IReadOnlyList<Estimate>> of)
    {
        text.AppendLine($"{"inner steps",-12}{string.Concat(columns.Select(learner => $"{learner.Name,Column}"))}".TrimEnd());
        for (var step = 0; step <= steps; step++)
            text.AppendLine($"{step,-12}{string.Concat(columns.Select(learner => $"{(step < of(learner).Count ? Number(of(learner)[step]) : ""),Column}"))}".TrimEnd());
        text.AppendLine();
    }

    private static void Summary(StringBuilder text, ResultSet results, (string Name, double Deviation)? target)
    {
        var first = results.Learners[0];
        // Losses of learners whose scores are no probabilities do not compare; accuracies do.
        var isAccuracy = first.Accuracy.Count > 0;
        text.AppendLine($"{"learner",-40}{"loss",Column}{(isAccuracy ? $"{"accuracy",Column}" : "")}{$"  minus {first.Name}, paired",Column + 8}{(target is { } known ? $"   root, in units of {known.Name}" : "")}");
        void Row(LearnerResult learner, string name, int step, Estimate? loss, Estimate? accuracy) => text.AppendLine(
            ($"{name,-40}{Number(learner.ByStep[step]),Column}"
            + (isAccuracy ? $"{(step < learner.Accuracy.Count ? Number(learner.Accuracy[step]) : ""),Column}" : "")
            + $"{((isAccuracy ? accuracy : loss) is { } value ? Signed(value) : ""),Column + 8}"
            + (target is { } t ? $"   {Math.Sqrt(learner.ByStep[step].Mean) * t.Deviation:G4}" : "")).TrimEnd());
        foreach (var learner in results.Learners)
        {
            if (learner.DifferenceAtStart is { } && learner.ByStep.Count <= results.Protocol.InnerSteps + 1 && learner.Selected > 0)
                Row(learner, $"{learner.Name}, as it is", 0, learner.DifferenceAtStart, learner.AccuracyDifferenceAtStart);
            Row(learner, $"{learner.Name}, {learner.Selected} {(learner.Selected == 1 ? "step" : "steps")}", learner.Selected, learner.Difference, learner.AccuracyDifference);
        }
        text.AppendLine();
    }

    private static string Number(Estimate estimate) => $"{Digits(estimate.Mean)} ± {Digits(estimate.Interval)}";

    private static string Signed(Estimate estimate) => $"{(estimate.Mean >= 0 ? "+" : "−")}{Digits(Math.Abs(estimate.Mean))} ± {Digits(estimate.Interval)}";

    private static string Digits(double value) => Math.Abs(value) is >= 1e-3 and < 1e4 or 0 ? $"{value:F4}" : $"{value:0.00e0}";
}
