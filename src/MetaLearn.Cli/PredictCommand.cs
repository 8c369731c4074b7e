using System.CommandLine;
using MetaLearn.Experiments;
using MetaLearn.Files;

namespace MetaLearn.Cli;

/// <summary><c>metalearn predict</c>: predictions of an adapted model, CSV in and CSV out.</summary>
internal static class PredictCommand
{
    private const string Examples = """
        Predict with an adapted model: a CSV file with a header in, the same columns and the predictions out, in the target's own units.
        For series the file holds the latest values, and the forecast of the values after them comes out.
        Of pictures: files, folders or zips in, and of each its label and that label's probability out. Where they lie in folders called like the classes,
        --report writes a page with the accuracy and a picture of each mistake.
        Examples:
          metalearn predict new-store.adapted next-week.csv
          cat next-week.csv | metalearn predict new-store.adapted - > predicted.csv
          metalearn predict new-leaves.adapted photos/today more/one.jpg
          metalearn predict new-leaves.adapted labelled-leaves --report mistakes.html
        """;

    public static Command Create(CliContext context)
    {
        var adapted = new Argument<string>("adapted") { Description = "File that metalearn adapt saved." };
        var file = new Argument<string[]>("files") { Description = "CSV file of the rows to predict, - for standard input; or pictures and folders of pictures.", Arity = ArgumentArity.OneOrMore };
        var run = new Option<string?>("--run") { Description = "Folder of the run it was adapted from [as the file notes it]." };
        var report = new Option<string?>("--report") { Description = "HTML page to write about pictures in folders called like their classes: accuracy and mistakes." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("predict", Examples) { adapted, file, run, report, json };
        // Not null: both arguments are required.
        command.SetAction(parsed => Run(context, parsed.GetValue(adapted)!, parsed.GetValue(file)!, parsed.GetValue(run), parsed.GetValue(report), parsed.GetValue(json)));
        return command;
    }

    private static int Run(CliContext context, string path, string[] files, string? folder, string? report, bool json)
    {
        var saved = AdaptedFile.Read(path);
        var run = Base(path, saved, folder);
        var model = run.Model.LoadAdapted(path);
        // All of them before the first line is written.
        var tables = files.Select(file =>
        {
            var (name, content) = context.Input(file);
            return run.Rows.Predict(model, saved.Notes, name, content);
        }).ToList();
        var other = tables.FindIndex(table => !table.Columns.SequenceEqual(tables[0].Columns));
        if (other > 0) throw new FailureException($"{files[other]}: has other columns than {files[0]}; files that are predicted together need the same header.");
        foreach (var warning in tables.SelectMany(table => table.Warnings)) context.Error.WriteLine($"warning: {warning}");
        if (report is not null)
        {
            var page = PredictionReport.Of(Path.GetFileName(path), run, model, saved.Notes, tables);
            page.Write(report);
            context.Error.WriteLine(page.Summary);
            context.Error.WriteLine($"Report: {report}");
        }
        if (!json) CsvText.WriteRow(context.Out, [.. tables[0].Columns, .. tables[0].Predicted]);
        foreach (var table in tables)
            if (json) WriteJson(context, table);
            else
                foreach (var (cells, values) in table.Rows) CsvText.WriteRow(context.Out, [.. cells, .. values.Select(CsvText.Of)]);
        return 0;
    }

    internal static RunModel Base(string path, AdaptedFile saved, string? given)
    {
        var folder = given ?? (saved.Notes.TryGetValue("run", out var noted)
            ? noted
            : throw new FailureException($"{path}: does not say which run it was adapted from; name it with --run RUN."));
        RunModel run;
        try
        {
            run = RunModel.Open(folder, saved.InnerSteps);
        }
        catch (IOException failure) when (given is null)
        {
            throw new FailureException($"{path}: the run it was adapted from cannot be opened ({failure.Message.TrimEnd('.')}); if it was moved, say where it is with --run RUN.");
        }
        if (run.Model.Hash == saved.BaseHash) return run;
        throw new FailureException($"{path}: was adapted from the base {saved.BaseHash[..Math.Min(12, saved.BaseHash.Length)]}, but {folder} holds {run.Model.Hash[..12]}; "
            + $"the run was trained further or is another one: adapt again with metalearn adapt {folder}, or name the right run with --run RUN.");
    }

    private static void WriteJson(CliContext context, PredictionTable table)
    {
        foreach (var (cells, values) in table.Rows)
        {
            context.Json(writer =>
            {
                for (var i = 0; i < table.Columns.Count; i++) writer.WriteString(table.Columns[i], cells[i]);
                for (var i = 0; i < table.Predicted.Count; i++)
                    if (values[i] is float number) writer.WriteNumber(table.Predicted[i], number);
                    else writer.WriteString(table.Predicted[i], CsvText.Of(values[i]));
            });
        }
    }
}
