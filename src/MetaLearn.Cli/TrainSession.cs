using System.Diagnostics;
using MetaLearn.Experiments;
using MetaLearn.Files;

namespace MetaLearn.Cli;

/// <summary>One sitting of a training run: says what it will do, trains, measures, prints.</summary>
internal sealed class TrainSession(CliContext context, bool baselines, bool json)
{
    public int Run(RunFolder folder, Experiment experiment)
    {
        using var run = new TrainingRun(folder, experiment, context.Time);
        if (run is { IsTrained: true, IsMeasured: true })
        {
            context.Error.WriteLine($"{folder.FolderPath}: the run is finished ({run.State?.Iteration:N0} iterations); nothing is left to do.");
            Print(folder, experiment, ResultSetJson.Read(ResultSetJson.PathIn(folder.FolderPath)));
            return 0;
        }
        context.Error.Write(PlanText.Of(run, folder.FolderPath));
        foreach (var warning in experiment.Data.Warnings) context.Error.WriteLine($"warning: {warning}");
        if (!run.IsTrained && experiment.Options.Iterations > 0) context.Error.WriteLine(ReceiptLines.Of(run.Receipt()));
        var total = experiment.Options.Iterations;
        var display = new TrainingDisplay(context);
        if (!display.Show($"meta-training {experiment.LearnerName}", run.State?.Iteration ?? 0, total, progress => run.Train(progress.Report, progress.Tick, context.Cancellation)))
            return Stopped(folder, $"at iteration {run.State?.Iteration:N0} of {total:N0}");
        using (var process = Process.GetCurrentProcess())
            context.Error.WriteLine($"{"memory",-12}{process.PeakWorkingSet64:N0} bytes were held by the process at most so far, its code and the data set included");
        // The others are baselines themselves.
        var beside = baselines && !experiment.IsBaseline;
        // A network trained on all episodes jointly cannot learn labels that change from one to the next.
        if (beside && !experiment.Spec.IsImages && !display.Show("pretrained baseline", 0, total, progress => run.TrainBaseline(progress.Tick, context.Cancellation)))
            return Stopped(folder, "after meta-training, while training a baseline");
        if (context.Cancellation.IsCancellationRequested) return Stopped(folder, "after meta-training, before the evaluation");
        context.Error.WriteLine("evaluating");
        var results = run.Measure(beside);
        RunReport.Of(TrainedRun.Open(folder.FolderPath)).Write(folder.ReportPath);
        Print(folder, experiment, results);
        return 0;
    }

    private int Stopped(RunFolder folder, string where)
    {
        context.Error.WriteLine($"Stopped {where}; all is saved. Go on with:");
        context.Error.WriteLine($"  metalearn train --resume --run {folder.FolderPath}");
        return 1;
    }

    private void Print(RunFolder folder, Experiment experiment, ResultSet results)
    {
        if (json)
        {
            ResultJson.Print(context, results);
            context.Json(writer =>
            {
                writer.WriteString("run", folder.FolderPath);
                writer.WriteString("report", folder.ReportPath);
            });
            return;
        }
        context.Out.Write(ResultText.Of(results, experiment.Data.Target));
        context.Out.WriteLine();
        context.Out.WriteLine($"Report: {folder.ReportPath}");
        context.Out.WriteLine("Next:");
        context.Out.WriteLine($"  metalearn evaluate {folder.FolderPath} --steps 20");
        context.Out.WriteLine($"  metalearn evaluate {folder.FolderPath} --shots {experiment.Spec.Shots * 2}");
        context.Out.WriteLine(experiment.Spec.IsOwnData
            ? $"  metalearn train {experiment.Spec.Problem} --help"
            : $"  metalearn train {experiment.Spec.Problem} --algorithm fomaml    and then: metalearn compare {folder.FolderPath} OTHER-RUN");
    }
}
