using System.CommandLine;
using MetaLearn.Experiments;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Cli;

/// <summary><c>metalearn compare</c>: several runs on the same meta-test episodes.</summary>
internal static class CompareCommand
{
    // What decides an episode; runs that differ in one of these cannot be paired.
    private static readonly string[] Deciding = ["problem", "shots", "queries", "support-half", "file", "episode", "features", "target", "categories", "classes", "split-column", "query-file", "value", "lags", "horizon",
        "ways", "evaluation-ways", "evaluation-shots", "evaluation-queries", "imbalanced-shots", "rotations", "image-size", "channels", "resize", "fit", "split", "skip-unreadable"];

    public static Command Create(CliContext context)
    {
        var runs = new Argument<string[]>("runs") { Description = "Folders of two runs or more; differences are to the first.", Arity = ArgumentArity.OneOrMore };
        var options = new EvaluationOptions();
        var command = new Command("compare", """
            Measure runs on the same meta-test episodes, with the paired difference of each to the first.
            Example: metalearn compare runs/maml runs/fomaml --episodes 600
            """)
        { runs };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var folders = parsed.GetValue(runs) ?? [];
            if (folders.Length < 2) throw new UsageException($"compare: expected at least 2 runs, found {folders.Length}.");
            if (folders.All(PolicyFolder.IsOne)) return ComparePolicies(context, folders, options, parsed);
            var trained = folders.Select(folder => options.Open(folder, parsed)).ToList();
            foreach (var other in trained.Skip(1)) RefuseOtherProblem(trained[0], other);
            foreach (var warning in trained.SelectMany(run => run.Warnings).Distinct()) context.Error.WriteLine($"warning: {warning}");
            var first = trained[0].Experiment;
            var results = Measurement.Across(trained, options.EpisodesOf(parsed) ?? first.Data.TestEpisodes, options.SeedOf(parsed));
            if (options.IsJson(parsed)) ResultJson.Print(context, results, withDifferences: true);
            else context.Out.Write(ResultText.Of(results, first.Data.Target));
            return 0;
        });
        return command;
    }

    private static int ComparePolicies(CliContext context, string[] folders, EvaluationOptions options, ParseResult parsed)
    {
        var trained = folders.Select(folder => TrainedPolicy.Open(folder, spec => options.Apply(spec, parsed))).ToList();
        foreach (var other in trained.Skip(1))
            if (GoalsOf(other) != GoalsOf(trained[0]))
                throw new FailureException($"{other.Folder}: is of another problem or preset than {trained[0].Folder}; only policies on the same goals can be compared.");
        var results = new PolicyResults([.. trained.Select(one => PolicyResults.Measure(one.Experiment, one.Parameters, withBaseline: false, context.Cancellation).Learners[0] with { Name = Path.GetFileName(Path.TrimEndingDirectorySeparator(one.Folder)) })]);
        if (options.IsJson(parsed)) PolicyText.Json(context, results, withDifferences: true);
        else context.Out.Write(PolicyText.Of(results) + PolicyText.Differences(results));
        return 0;

        static (string, string, int) GoalsOf(TrainedPolicy run) => (run.Experiment.Spec.Problem, run.Experiment.Spec.Preset, run.Experiment.Spec.Arms);
    }

    private static void RefuseOtherProblem(TrainedRun first, TrainedRun other)
    {
        foreach (var field in SpecField.All.Where(field => Deciding.Contains(field.Name)))
        {
            var (ofFirst, ofOther) = (field.Get(first.Experiment.Spec) ?? "none", field.Get(other.Experiment.Spec) ?? "none");
            if (ofFirst != ofOther)
                throw new FailureException(
                    $"{other.Folder}: is of another problem than {first.Folder} ({field.Name} is {ofOther} there and {ofFirst} here); only runs on the same episodes can be compared.");
        }
    }
}
