using System.Globalization;
using System.Text;
using System.Text.Json;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Cli;

/// <summary>Plans and results of policies, for people and for machines.</summary>
internal static class PolicyText
{
    private const int Column = 22;

    /// <summary>What a training will do.</summary>
    public static IEnumerable<string> Plan(PolicyRun run, string folder)
    {
        var (experiment, options) = (run.Experiment, run.Experiment.Options);
        var (maml, family) = (experiment.Maml, experiment.TrainingFamily);
        var steps = (long)options.MetaBatch * options.Trajectories * family.Horizon * (maml.Steps + 1);
        yield return $"{"run",-12}{folder}{(run.State.Iteration > 0 ? $", from iteration {run.State.Iteration:N0}" : "")}";
        yield return $"{"problem",-12}{family.Name}: observations of {family.ObservationSize}, actions of {family.Actions.Size}, at most {family.Horizon} steps";
        yield return $"{"policy",-12}{maml.Policy.Parameters.Sum(parameter => parameter.Shape.Count):N0} parameters in {maml.Policy.Parameters.Count} arrays";
        yield return $"{"learner",-12}{experiment.Title}: {experiment.Description}; α = {maml.InnerLearningRate}, {maml.Steps} inner {(maml.Steps == 1 ? "step" : "steps")}, {(maml.IsFirstOrder ? "first" : "second")} order";
        yield return $"{"outer loop",-12}{options.Iterations:N0} iterations of {options.MetaBatch} goals with {options.Trajectories} trajectories a phase: at most {steps:N0} environment steps an iteration";
        yield return $"{"results",-12}{experiment.Evaluation.Steps} steps on {experiment.Evaluation.Trajectories} trajectories of each of {experiment.Family.TestGoals().Length} test goals, seed {options.Seed}, {options.Threads} threads";
    }

    /// <summary>Which starts were tried, and which goes on; nothing where there is one.</summary>
    public static IEnumerable<string> Starts(PolicyStarts starts)
        => starts.Tried.Select(start => string.Create(CultureInfo.InvariantCulture,
            $"{"start",-12}seed {start.Seed}: return {start.Return:F2} on validation goals{(start.Seed == starts.Chosen.Spec.Seed ? ", goes on" : "")}"));

    /// <summary>The same as members of an object.</summary>
    public static void Json(Utf8JsonWriter writer, PolicyStarts starts)
    {
        if (starts.Tried.Count == 0) return;
        writer.WriteNumber("start_seed", starts.Chosen.Spec.Seed);
        writer.WriteStartArray("starts");
        foreach (var (seed, found) in starts.Tried)
        {
            writer.WriteStartObject();
            writer.WriteNumber("seed", seed);
            // A start whose validations all had faults has no return.
            if (double.IsFinite(found)) writer.WriteNumber("validation_return", found);
            else writer.WriteNull("validation_return");
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    /// <summary>Returns by inner step, a column for each policy.</summary>
    public static string Of(PolicyResults results)
    {
        var text = new StringBuilder("Return on the test goals, mean ± 95% interval over goals:").AppendLine().AppendLine();
        text.AppendLine($"{"inner steps",-12}{string.Concat(results.Learners.Select(learner => $"{learner.Name,Column}"))}".TrimEnd());
        for (var step = 0; step <= results.Learners.Max(learner => learner.Steps); step++)
            text.AppendLine($"{step,-12}{string.Concat(results.Learners.Select(learner => $"{(step <= learner.Steps ? Number(learner, step) : ""),Column}"))}".TrimEnd());
        text.AppendLine();
        foreach (var learner in results.Learners)
        {
            var worse = learner.Steps == 0 ? "" : $"; {learner.Returns.ShareWorseAfter(1):P0} of the goals got worse in the first step";
            text.AppendLine($"{learner.Name}: {learner.Note}; {learner.Returns.ByGoal.Count} goals, {learner.Trajectories} trajectories each and step{worse}.");
            if (learner.Returns.Faults > 0) text.AppendLine($"  {learner.Returns.Faults} of its trajectories ended because a state was NaN or infinite.");
        }
        return text.ToString();
    }

    /// <summary>Returns of the others less the first's on the same goals, after as many steps as both have.</summary>
    public static string Differences(PolicyResults results)
    {
        var (text, first) = (new StringBuilder().AppendLine().AppendLine($"Minus {results.Learners[0].Name}, paired by goal:"), results.Learners[0]);
        foreach (var other in results.Learners.Skip(1))
        {
            var step = Math.Min(first.Steps, other.Steps);
            var (difference, interval) = other.Returns.MinusAfter(first.Returns, step);
            text.AppendLine($"{other.Name}: {Number(difference, interval)} after {step} {(step == 1 ? "step" : "steps")}.");
        }
        return text.ToString();
    }

    /// <summary>The same, an object for each policy and step; <c>faults</c> are the policy's over all steps.</summary>
    /// <param name="context">Printed to.</param>
    /// <param name="results">Printed.</param>
    /// <param name="withDifferences">Whether those of the others to the first are in it, after every step that both have.</param>
    public static void Json(CliContext context, PolicyResults results, bool withDifferences = false)
    {
        var first = results.Learners[0];
        foreach (var learner in results.Learners)
            for (var step = 0; step <= learner.Steps; step++)
                context.Json(writer =>
                {
                    writer.WriteString("policy", learner.Name);
                    writer.WriteNumber("step", step);
                    writer.WriteNumber("return", Math.Round(learner.Returns.MeanAfter(step), 4));
                    writer.WriteNumber("interval", Math.Round(learner.Returns.IntervalAfter(step), 4));
                    writer.WriteNumber("goals", learner.Returns.ByGoal.Count);
                    writer.WriteNumber("trajectories", learner.Trajectories);
                    writer.WriteNumber("faults", learner.Returns.Faults);
                    if (withDifferences && learner != first && step <= first.Steps)
                    {
                        var (difference, interval) = learner.Returns.MinusAfter(first.Returns, step);
                        writer.WriteNumber("difference", Math.Round(difference, 4));
                        writer.WriteNumber("difference_interval", Math.Round(interval, 4));
                    }
                    if (step > 0) writer.WriteNumber("share_worse", Math.Round(learner.Returns.ShareWorseAfter(step), 4));
                });
    }

    private static string Number(PolicyResult learner, int step) => Number(learner.Returns.MeanAfter(step), learner.Returns.IntervalAfter(step));

    private static string Number(double mean, double interval) => string.Create(CultureInfo.InvariantCulture, $"{mean:F2} ± {interval:F2}").Replace('-', '−');
}
