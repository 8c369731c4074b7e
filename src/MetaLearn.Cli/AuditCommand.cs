using System.CommandLine;
using System.Text.Json;
using MetaLearn.Experiments;
using MetaLearn.Files;
using MetaLearn.Proofs;

namespace MetaLearn.Cli;

/// <summary><c>metalearn audit</c>: draws episodes and looks for what silently spoils results.</summary>
internal static class AuditCommand
{
    private const string Examples = """
        Draw episodes of every split of a run, or of a problem before training, and look for leaks. Exit code 1 if there is one.
        Examples:
          metalearn audit runs/sinusoid-20260101-120000
          metalearn audit csv sales.csv --episode store --features price,weekday --target sold
          metalearn audit series demand.csv.gz --lags 24 --horizon 24 --episodes 500
        """;

    public static Command Create(CliContext context)
    {
        var what = new Argument<string>("what") { Description = "Folder of a run, or a problem: sinusoid, csv, series, …" };
        var file = new Argument<string?>("file") { Description = "Your data, for csv and series.", Arity = ArgumentArity.ZeroOrOne };
        var episodes = new Option<int>("--episodes") { Description = "Episodes drawn of each split [1000].", DefaultValueFactory = _ => 1000 };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var settings = new SpecOptions();
        var command = new Command("audit", Examples) { what, file, episodes, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(episodes) < 1) throw new UsageException($"--episodes '{parsed.GetValue(episodes)}': must be at least 1.");
            // Not null: the argument is required.
            var experiment = Find(context, parsed.GetValue(what)!, parsed.GetValue(file), [.. settings.Given(parsed, SpecField.All, parsed.GetValue(what)!)]);
            var report = experiment.Audit(parsed.GetValue(episodes));
            foreach (var check in report.Checks)
                if (parsed.GetValue(json)) context.Json(writer => Write(writer, check));
                else context.Out.WriteLine($"{check.Name,-10}{Verdict(check),-6}{check.Looked}{(check.Finding is null ? "" : $"{Environment.NewLine}{"",-16}{check.Finding}")}");
            if (report.Checks.FirstOrDefault(check => !check.Passed) is { } failed) throw new FailureException($"{parsed.GetValue(what)}: {failed.Finding}.");
            return 0;
        });
        return command;
    }

    private static Experiment Find(CliContext context, string what, string? file, List<(SpecField<ExperimentSpec> Field, string Text)> given)
    {
        if (!Directory.Exists(what))
        {
            if (file is not null) given.Insert(0, (SpecField.All[1], file));
            // The problem first: the defaults of the others depend on it.
            SpecOptions.Apply(ExperimentSpec.For("sinusoid"), [(SpecField.All[0], what)]);
            return Experiment.Build(SpecOptions.Apply(ExperimentSpec.For(what), given));
        }
        if (file is not null || given.Count > 0)
            throw new UsageException($"audit: {what} is a run, which has its settings; leave {(file is null ? $"--{given[0].Field.Name}" : file)} out.");
        CommandLine.RefusePolicy(what, "audit");
        if (!File.Exists(RunFolder.CheckpointPathIn(what))) return Experiment.Build(TrainedRun.SpecOf(what, RunFolder.ReadRecord(what)));
        var trained = TrainedRun.Open(what);
        foreach (var warning in trained.Warnings) context.Error.WriteLine($"warning: {warning}");
        return trained.Experiment;
    }

    private static string Verdict(AuditCheck check) => !check.IsApplicable ? "-" : check.Passed ? "pass" : "FAIL";

    private static void Write(Utf8JsonWriter writer, AuditCheck check)
    {
        writer.WriteString("check", check.Name);
        writer.WriteBoolean("applicable", check.IsApplicable);
        writer.WriteBoolean("passed", check.Passed);
        writer.WriteString("looked", check.Looked);
        writer.WriteString("finding", check.Finding);
    }
}
