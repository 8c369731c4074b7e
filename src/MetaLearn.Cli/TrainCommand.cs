using System.CommandLine;
using System.Globalization;
using MetaLearn.Experiments;
using MetaLearn.Files;
using MetaLearn.Proofs;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Cli;

/// <summary><c>metalearn train</c>: trains a learner on one of the problems or on the user's own data.</summary>
internal static class TrainCommand
{
    private const string Examples = """
        Train a model that learns new problems from a few examples.
        Examples:
          metalearn train sinusoid
          metalearn train csv sales.csv --episode store --features price,weekday --target sold
          metalearn train series demand.csv.gz --lags 24 --horizon 1
          metalearn train strokes --ways 5 --shots 1
          metalearn train navigation
          metalearn train --resume --run runs/sinusoid-20260101-120000
        """;

    public static Command Create(CliContext context)
    {
        var problem = new Argument<string?>("problem") { Description = $"{SpecField.All[0].Description} Policies: {string.Join(", ", PolicySpec.Problems)}.", Arity = ArgumentArity.ZeroOrOne };
        var file = new Argument<string?>("file") { Description = "Your data: a file for csv and series (gzip is read as it is), a folder for images.", Arity = ArgumentArity.ZeroOrOne };
        var run = new Option<string?>("--run") { Description = "Folder of the run; runs/PROBLEM-DATE-TIME by default." };
        var resume = new Option<bool>("--resume") { Description = "Continue the run in --run; it ends with the same bits as one that was never stopped." };
        var noBaselines = new Option<bool>("--no-baselines") { Description = "Do not train and show the baselines." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var settings = new SpecOptions();
        settings.Include(PolicyFields.All, "Policies");
        var command = new Command("train", Examples) { problem, file, run, resume, noBaselines, json };
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            var (name, path, isJson, beside) = (parsed.GetValue(problem), parsed.GetValue(run), parsed.GetValue(json), !parsed.GetValue(noBaselines));
            if (name is not null ? PolicySpec.Problems.Contains(name) : path is not null && PolicyFolder.IsOne(path))
                return new PolicyTrainSession(context, beside, isJson).Run(
                    name, path, parsed.GetValue(resume), parsed.GetValue(file), [.. settings.Given(parsed, PolicyFields.All, name ?? $"{path}, which trains a policy")]);
            var given = settings.Given(parsed, SpecField.All, name ?? path ?? "train").ToList();
            if (parsed.GetValue(file) is { } data) given.Insert(0, (SpecField.All[1], data));
            if (name is not null) given.Insert(0, (SpecField.All[0], name));
            var session = new TrainSession(context, beside, isJson);
            return parsed.GetValue(resume) ? Resume(session, path, given) : Start(context, session, path, given);
        });
        return command;
    }

    private static int Start(CliContext context, TrainSession session, string? path, List<(SpecField<ExperimentSpec> Field, string Text)> given)
    {
        if (given is not [({ Name: "problem" }, var problem), ..])
            throw new UsageException("train: name a problem, such as: metalearn train sinusoid; metalearn train --help lists them.");
        // The problem first: the defaults of the others depend on it.
        SpecOptions.Apply(ExperimentSpec.For("sinusoid"), given.Take(1));
        var spec = SpecOptions.Apply(ExperimentSpec.For(problem), given);
        var experiment = Experiment.Build(spec);
        if (spec.Memory is { } budget)
        {
            var plan = MemoryPlan.For(experiment, budget);
            context.Error.WriteLine($"{"memory",-12}{plan}");
            // What is chosen stands in the record, so that a run that is continued trains the same way.
            if (plan.Chosen is null) throw new FailureException(plan.Refusal);
            experiment = plan.Apply(experiment);
            spec = experiment.Spec;
        }
        else if (MemoryPlan.NeedOf(experiment).Total is var need && need > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes)
            throw new FailureException($"Training needs {need:N0} bytes and there are {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes:N0} bytes of memory; a smaller --meta-batch, fewer --threads, fewer examples, --recompute or a smaller network need less.");
        var time = context.Time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        // Not the settings as given: a file of labels decides some of the defaults.
        var record = RunRecord.Of(string.Join(' ', context.Arguments), SpecField.ToOptions(experiment.Spec), spec.Seed, experiment.Data.Fingerprint, context.Time);
        using var folder = RunFolder.Create(path ?? Path.Combine("runs", $"{spec.Problem}-{time}"), record);
        return session.Run(folder, experiment);
    }

    private static int Resume(TrainSession session, string? path, List<(SpecField<ExperimentSpec> Field, string Text)> given)
    {
        if (path is null) throw new UsageException("--resume: name the run to continue with --run DIR.");
        using var folder = RunFolder.Open(path);
        var spec = SpecOptions.ApplyToRun(TrainedRun.SpecOf(path, folder.Record), path, given);
        var experiment = Experiment.Build(spec);
        if (experiment.Data.Fingerprint != folder.Record.DataFingerprint)
            throw new FailureException($"{spec.File ?? spec.Problem}: is not the data that {path} was started with (its SHA-256 differs); a run cannot be continued on other data.");
        // Other threads take other memory.
        if (spec.Memory is { } budget && MemoryPlan.NeedOf(experiment).Total is var need && need > budget)
            throw new FailureException($"Training needs {need:N0} bytes with {spec.Threads} threads and --memory allows {budget:N0}; continue it with fewer --threads.");
        return session.Run(folder, experiment);
    }
}
