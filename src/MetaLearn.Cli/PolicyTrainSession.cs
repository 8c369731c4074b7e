using System.Globalization;
using MetaLearn.Experiments;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Cli;

/// <summary>One sitting of a policy's training: says what it will do, trains, measures, prints.</summary>
internal sealed class PolicyTrainSession(CliContext context, bool baselines, bool json)
{
    // A line search that fails this often in a row will hardly succeed again.
    private const int RejectionsToMention = 10;

    private int rejections;

    public int Run(string? problem, string? path, bool resume, string? file, List<(SpecField<PolicySpec> Field, string Text)> given)
    {
        if (problem is null && !resume) throw new UsageException($"train: {path} holds a run already; continue it with --resume, or name a problem and another folder.");
        if (file is not null) throw new UsageException($"train: '{file}': {problem ?? path} reads no file.");
        using var folder = resume ? Open(path, problem, given, out var spec) : Create(problem!, path, given, out spec);
        return Train(folder, PolicyExperiment.Build(spec));
    }

    private RunFolder Create(string problem, string? path, List<(SpecField<PolicySpec> Field, string Text)> given, out PolicySpec spec)
    {
        // The algorithm first: the defaults of the others depend on it.
        var start = SpecOptions.Apply(PolicySpec.For(problem), given.Where(one => one.Field.Name == "algorithm"));
        spec = SpecOptions.Apply(PolicySpec.For(problem, start.Algorithm), given);
        // Before anything is written: settings that do not go together and a library that is missing leave no folder behind.
        using (PolicyExperiment.Build(spec).Family.Create())
        {
        }
        var time = context.Time.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var record = RunRecord.Of(string.Join(' ', context.Arguments), PolicyFields.ToOptions(spec), spec.Seed, null, context.Time);
        return RunFolder.Create(path ?? Path.Combine("runs", $"{spec.Problem}-{time}"), record);
    }

    private static RunFolder Open(string? path, string? problem, List<(SpecField<PolicySpec> Field, string Text)> given, out PolicySpec spec)
    {
        if (problem is not null) given.Insert(0, (PolicyFields.All[0], problem));
        if (path is null) throw new UsageException("--resume: name the run to continue with --run DIR.");
        var folder = RunFolder.Open(path);
        try
        {
            spec = SpecOptions.ApplyToRun(PolicyFolder.SpecOf(path, folder.Record), path, given);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private int Train(RunFolder folder, PolicyExperiment asked)
    {
        if (PolicyStarts.Choose(folder, asked, context.Time, (number, start) => TryStart(asked, number, start)) is not { } starts) return Stopped(folder, "while starts were tried");
        foreach (var line in PolicyText.Starts(starts)) context.Error.WriteLine(line);
        var experiment = starts.Chosen;
        using var run = new PolicyRun(folder, experiment, context.Time);
        if (run.IsTrained && File.Exists(PolicyResults.PathIn(folder.FolderPath)))
        {
            context.Error.WriteLine($"{folder.FolderPath}: the run is finished ({run.State.Iteration:N0} iterations); nothing is left to do.");
            // A kill between the results and the report leaves the one without the other.
            if (!File.Exists(folder.ReportPath)) WriteReport(folder, experiment);
            return Print(folder, starts, PolicyResults.Read(PolicyResults.PathIn(folder.FolderPath)));
        }
        foreach (var line in PolicyText.Plan(run, folder.FolderPath)) context.Error.WriteLine(line);
        var total = experiment.Options.Iterations;
        rejections = 0;
        var display = new TrainingDisplay(context);
        if (!display.Show($"training {experiment.Title}", run.State.Iteration, total, meter => run.Train((iteration, validation) => Follow(meter, iteration, validation), context.Cancellation)))
            return Stopped(folder, $"at iteration {run.State.Iteration:N0} of {total:N0}");
        if (run.State.Faults > 0) context.Error.WriteLine($"warning: {run.State.Faults:N0} trajectories ended because a state was NaN or infinite.");
        if (run.State.FaultyValidations > 0)
            context.Error.WriteLine($"warning: in {run.State.FaultyValidations:N0} validations trajectories ended because a state was NaN or infinite, so their parameters are not kept; {(run.State.BestParameters is null ? "no other validation was made, and the last parameters are used" : "the best of the other validations are used")}.");
        context.Error.WriteLine("evaluating");
        PolicyResults results;
        try
        {
            results = PolicyResults.Measure(experiment, run.State.Selected, baselines, context.Cancellation);
        }
        catch (OperationCanceledException)
        {
            return Stopped(folder, "after meta-training, during the evaluation");
        }
        results.Write(PolicyResults.PathIn(folder.FolderPath));
        WriteReport(folder, experiment);
        return Print(folder, starts, results);
    }

    private bool TryStart(PolicyExperiment asked, int number, PolicyRun start)
    {
        rejections = 0;
        return new TrainingDisplay(context).Show($"start {number} of {asked.Spec.Starts}", start.State.Iteration, start.Experiment.Options.Iterations,
            meter => start.Train((iteration, validation) => Follow(meter, iteration, validation), context.Cancellation));
    }

    private int Stopped(RunFolder folder, string where)
    {
        context.Error.WriteLine($"Stopped {where}; all is saved. Go on with:");
        context.Error.WriteLine($"  metalearn train --resume --run {folder.FolderPath}");
        return 1;
    }

    private static void WriteReport(RunFolder folder, PolicyExperiment experiment)
        => PolicyReport.Of(TrainedPolicy.Open(folder.FolderPath, _ => experiment.Spec)).Write(folder.ReportPath);

    private void Follow(TrainingDisplay.Meter meter, PolicyIteration iteration, double? validation)
    {
        rejections = iteration.Update.IsAccepted ? 0 : rejections + 1;
        if (rejections == RejectionsToMention)
            context.Error.WriteLine($"warning: {rejections} updates in a row were rejected, up to iteration {iteration.Number:N0}; the parameters stay as they are while no step lowers the loss within the bound.");
        if (validation is { } value) meter.Note(string.Create(CultureInfo.InvariantCulture, $", return {value:F2} on validation goals"));
        meter.Tick(iteration.Number);
    }

    private int Print(RunFolder folder, PolicyStarts starts, PolicyResults results)
    {
        if (json)
        {
            PolicyText.Json(context, results);
            context.Json(writer =>
            {
                writer.WriteString("run", folder.FolderPath);
                writer.WriteString("report", folder.ReportPath);
                PolicyText.Json(writer, starts);
            });
            return 0;
        }
        context.Out.Write(PolicyText.Of(results));
        context.Out.WriteLine();
        context.Out.WriteLine($"Report: {folder.ReportPath}");
        context.Out.WriteLine($"Next:\n  metalearn evaluate {folder.FolderPath} --steps 5");
        return 0;
    }
}
