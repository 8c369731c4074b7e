using System.CommandLine;
using MetaLearn.Experiments;

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
            var trained = TrainedRun.Open(parsed.GetValue(run)!);
            foreach (var warning in trained.Warnings) context.Error.WriteLine($"warning: {warning}");
            var path = parsed.GetValue(to) ?? RunReport.PathIn(trained.Folder);
            RunReport.Of(trained).Write(path);
            if (parsed.GetValue(json)) context.Json(writer => writer.WriteString("report", path));
            else context.Out.WriteLine(path);
            return 0;
        });
        return command;
    }
}
