using System.CommandLine;
using MetaLearn.Experiments;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reports;

namespace MetaLearn.Cli;

/// <summary><c>metalearn report</c>: one self-contained page about a run.</summary>
internal static class ReportCommand
{
    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "Folder of a run." };
        var to = new Option<string?>("--out") { Description = "File to write; report.html in the run's folder by default." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("report", """
            Write one HTML page with a run's results and plots; it opens with no network.
            Example: metalearn report runs/sinusoid-20260101-120000 --out sinusoid.html
            """)
        { run, to, json };
        command.SetAction(parsed =>
        {
            // Not null: the argument is required.
            var folder = parsed.GetValue(run)!;
            if (PolicyFolder.IsOne(folder)) return Write(context, PolicyReport.Of(TrainedPolicy.Open(folder), context.Cancellation), parsed.GetValue(to) ?? PolicyReport.PathIn(folder), parsed.GetValue(json));
            var trained = TrainedRun.Open(folder);
            foreach (var warning in trained.Warnings) context.Error.WriteLine($"warning: {warning}");
            return Write(context, RunReport.Of(trained), parsed.GetValue(to) ?? RunReport.PathIn(trained.Folder), parsed.GetValue(json));
        });
        return command;
    }

    private static int Write(CliContext context, HtmlReport report, string path, bool json)
    {
        report.Write(path);
        if (json) context.Json(writer => writer.WriteString("report", path));
        else context.Out.WriteLine(path);
        return 0;
    }
}
