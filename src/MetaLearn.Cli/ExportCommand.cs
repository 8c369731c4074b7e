using System.CommandLine;
using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Experiments;
using MetaLearn.Files;

namespace MetaLearn.Cli;

/// <summary><c>metalearn export</c>: a run's network, or an adapted model, for other runtimes.</summary>
internal static class ExportCommand
{
    private const string Examples = """
        Write a network as an ONNX model, for other runtimes and languages: a run's as it is before adapting, or an adapted model's.
        Input x and output predictions have any number of rows, each predicted by itself.
        Examples:
          metalearn export runs/sales --onnx sales.onnx
          metalearn export new-store.adapted --onnx new-store.onnx
        """;

    public static Command Create(CliContext context)
    {
        var source = new Argument<string>("source") { Description = "Folder of a run, or a file that metalearn adapt saved." };
        var onnx = new Option<string>("--onnx") { Description = "ONNX file to write.", Required = true };
        var run = new Option<string?>("--run") { Description = "Folder of the run that the adapted model is of [as the file notes it]." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("export", Examples) { source, onnx, run, json };
        // Not null: both are required.
        command.SetAction(parsed => Run(context, parsed.GetValue(source)!, parsed.GetValue(onnx)!, parsed.GetValue(run), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CliContext context, string source, string path, string? folder, bool json)
    {
        if (Directory.Exists(path)) throw new FailureException($"{path}: is a folder, expected a file to write the ONNX model to.");
        var (model, rows) = Directory.Exists(source) ? OfRun(source, folder, path)
            : File.Exists(source) ? OfAdapted(source, folder, path)
            : throw new FailureException($"{source}: there is no such run or adapted model.");
        var (x, predictions, bytes) = (Row(model.Shape.XRow), Row(model.PredictionRow), new FileInfo(path).Length);
        if (json)
        {
            context.Json(writer =>
            {
                writer.WriteString("onnx", path);
                writer.WriteString("source", source);
                writer.WriteString("base", model.Hash);
                writer.WriteNumber("support", rows);
                writer.WriteString("x", x);
                writer.WriteString("predictions", predictions);
                writer.WriteNumber("bytes", bytes);
            });
            return 0;
        }
        context.Error.WriteLine($"{source} (base {model.Hash[..12]}), {(rows == 0 ? "before adapting" : $"adapted to {rows} example{(rows == 1 ? "" : "s")}")}.");
        context.Out.WriteLine($"ONNX model: {path} ({bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes), x {x} to predictions {predictions}");
        return 0;
    }

    private static (TrainedModel Model, int SupportRows) OfRun(string source, string? folder, string path)
    {
        if (folder is not null) throw new UsageException($"--run {folder}: says where an adapted model's run is; {source} is a run itself.");
        CommandLine.RefusePolicy(source, "export");
        var run = TrainedRun.OpenWithoutData(source);
        var model = new TrainedModel(run.Experiment.Learner, run.Parameters, run.Experiment.Training.Shape, run.Experiment.Spec.InnerSteps);
        Save(source, () => model.SaveOnnx(path, ExportNotes.Of(run)));
        return (model, 0);
    }

    private static (TrainedModel Model, int SupportRows) OfAdapted(string source, string? folder, string path)
    {
        var saved = AdaptedFile.Read(source);
        var run = PredictCommand.Base(source, saved, folder);
        var notes = new Dictionary<string, string>(ExportNotes.Of(run.Run));
        foreach (var (key, text) in saved.Notes) notes.TryAdd(key, text);
        Save(source, () => run.Model.LoadAdapted(source).SaveOnnx(path, notes));
        return (run.Model, saved.SupportRows);
    }

    private static void Save(string source, Action save)
    {
        try
        {
            save();
        }
        catch (NotSupportedException failure)
        {
            throw new FailureException($"{source}: {failure.Message}");
        }
    }

    private static string Row(Shape row) => $"[{string.Join(", ", (string[])["rows", .. row.Lengths.ToArray().Select(length => length.ToString(CultureInfo.InvariantCulture))])}]";
}
