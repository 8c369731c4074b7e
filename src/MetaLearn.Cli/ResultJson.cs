using System.Text.Json;
using MetaLearn.Experiments;

namespace MetaLearn.Cli;

/// <summary>Results as JSON, one object for each learner and number of inner steps.</summary>
internal static class ResultJson
{
    public static void Print(CliContext context, ResultSet results, bool withDifferences = false)
    {
        foreach (var learner in results.Learners)
            for (var step = 0; step < learner.ByStep.Count; step++)
            {
                var (estimate, at) = (learner.ByStep[step], step);
                context.Json(writer =>
                {
                    writer.WriteString("learner", learner.Name);
                    writer.WriteNumber("steps", at);
                    Number(writer, "mean", estimate.Mean);
                    Number(writer, "interval", estimate.Interval);
                    if (learner.Accuracy.Count > 0)
                    {
                        Number(writer, "accuracy", learner.Accuracy[at].Mean);
                        Number(writer, "accuracy_interval", learner.Accuracy[at].Interval);
                    }
                    writer.WriteBoolean("selected", at == learner.Selected);
                    if (withDifferences && at == learner.Selected && learner.Difference is { } difference)
                    {
                        Number(writer, "difference", difference.Mean);
                        Number(writer, "difference_interval", difference.Interval);
                    }
                    if (withDifferences && at == learner.Selected && learner.AccuracyDifference is { } right)
                    {
                        Number(writer, "accuracy_difference", right.Mean);
                        Number(writer, "accuracy_difference_interval", right.Interval);
                    }
                    writer.WriteString("unit", results.Unit);
                    writer.WriteNumber("episodes", results.Protocol.Episodes);
                    if (results.Protocol.Groups is { } groups) writer.WriteNumber("groups", groups.Count);
                    if (results.Protocol.Models > 1) writer.WriteNumber("models", results.Protocol.Models);
                    writer.WriteNumber("seed", results.Protocol.Seed);
                    writer.WriteNumber("support", results.Protocol.SupportRows);
                    writer.WriteNumber("query", results.Protocol.QueryRows);
                });
            }
    }

    // JSON has no NaN: what diverged is null.
    private static void Number(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }
}
