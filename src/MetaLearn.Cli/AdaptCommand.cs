using System.CommandLine;
using System.Globalization;
using MetaLearn.Experiments;

namespace MetaLearn.Cli;

/// <summary><c>metalearn adapt</c>: adapts a run's model to a support set and saves the result.</summary>
internal static class AdaptCommand
{
    private const string Examples = """
        Adapt a run's model to a few examples of a new problem, and save the adapted model as a small file.
        The file has the columns that the run was trained with; x and y for the built-in problems; for series the past of one series, one value a row or all in one row.
        Of pictures the support set is a folder, or a zip, with a folder for each class; the folders' names are the labels.
        Examples:
          metalearn adapt runs/sales --support new-store.csv --out new-store.adapted
          metalearn predict new-store.adapted next-week.csv
          metalearn adapt runs/images --support new-leaves --out new-leaves.adapted
        """;

    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "Folder of a run." };
        var support = new Option<string>("--support") { Description = "CSV file of the support set, any number of rows from 1, - for standard input; or a folder of pictures.", Required = true };
        var output = new Option<string>("--out") { Description = "File to save the adapted model in.", Required = true };
        var steps = new Option<string?>("--steps") { Description = "Inner steps [as the run was trained]." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("adapt", Examples) { run, support, output, steps, json };
        // Not null: the three are required.
        command.SetAction(parsed => Run(context, parsed.GetValue(run)!, parsed.GetValue(support)!, parsed.GetValue(output)!, Steps(parsed.GetValue(steps)), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CliContext context, string folder, string file, string path, int? steps, bool json)
    {
        if (Directory.Exists(path)) throw new FailureException($"{path}: is a folder, expected a file to save the adapted model in.");
        CommandLine.RefusePolicy(folder, "adapt");
        var run = RunModel.Open(folder, steps);
        var (name, content) = context.Input(file);
        var support = run.Rows.ReadSupport(name, content);
        foreach (var warning in support.Warnings) context.Error.WriteLine($"warning: {warning}");
        var (rows, trainedWith) = (support.Rows, run.Model.Shape.SupportRows);
        if (rows != trainedWith)
            context.Error.WriteLine($"note: {name} gives {Counted(rows, "example")}; the run was trained with {trainedWith}. Adapting works with any number, and best near what it was trained with.");
        var adapted = run.Model.Adapt(support.Examples);
        if (adapted.State.Any(values => !System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(values.Span)))
            throw new FailureException($"{name}: adapting diverges on these examples (the adapted state is not finite), so nothing is saved; they may be far from what the run was trained on, or {run.Model.InnerSteps} inner steps too many.");
        adapted.Save(path, new Dictionary<string, string>(support.Notes) { ["run"] = folder });
        if (json)
        {
            context.Json(writer =>
            {
                writer.WriteString("adapted", path);
                writer.WriteString("run", folder);
                writer.WriteString("base", run.Model.Hash);
                writer.WriteNumber("support", rows);
                writer.WriteNumber("trained_with", trainedWith);
                writer.WriteNumber("steps", run.Model.InnerSteps);
                writer.WriteNumber("bytes", new FileInfo(path).Length);
            });
            return 0;
        }
        context.Error.WriteLine($"{run.Run.Experiment.LearnerName} of {folder} (base {run.Model.Hash[..12]}), adapted to {Counted(rows, "example")} in {Counted(run.Model.InnerSteps, "inner step")}.");
        context.Out.WriteLine($"Adapted model: {path} ({new FileInfo(path).Length.ToString("N0", CultureInfo.InvariantCulture)} bytes)");
        context.Out.WriteLine("Next:");
        context.Out.WriteLine($"  metalearn predict {path} {(run.Run.Experiment.Spec.IsImages ? "PICTURES" : "FILE.csv")}");
        return 0;
    }

    private static int? Steps(string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var steps) ? steps
        : throw new UsageException($"--steps '{text}': expected a whole number of at least 0.");

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";
}
