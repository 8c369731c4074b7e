using System.CommandLine;
using MetaLearn.Episodes;
using MetaLearn.Files;

namespace MetaLearn.Cli;

/// <summary><c>metalearn data</c>: what data sets there are, where they lie, and how they come there.</summary>
internal static class DataCommand
{
    private static readonly IEnumerable<string> Offered = DataSets.All.Where(set => set.Downloads.Length > 0).Select(set => set.Name);

    public static Command Create(CliContext context) => new("data", """
        List, fetch and check the data sets that commands know by name.
        Example: metalearn data get omniglot --data data
        """)
    {
        List(context),
        Get(context),
        Check(context),
    };

    private static Option<string?> Folder() => new("--data") { Description = "Folder of data sets; by default the one that METALEARN_DATA names, or ../shared/data." };

    private static Command List(CliContext context)
    {
        var (data, json) = (Folder(), new Option<bool>("--json") { Description = "One JSON object a line." });
        var command = new Command("list", "Say what data sets there are, and which are in the folder.") { data, json };
        command.SetAction(parsed =>
        {
            var folder = DataSets.Folder(parsed.GetValue(data));
            foreach (var set in DataSets.All)
            {
                var missing = set.Missing(folder);
                var state = missing.Length == 0 ? "there" : missing.Length < set.Files.Length ? "incomplete" : "missing";
                if (parsed.GetValue(json)) context.Json(writer =>
                {
                    writer.WriteString("name", set.Name);
                    writer.WriteString("what", set.What);
                    writer.WriteString("folder", Path.Combine(folder, set.Name));
                    writer.WriteString("state", state);
                    writer.WriteBoolean("can_be_fetched", set.Downloads.Length > 0);
                });
                else context.Out.WriteLine($"{set.Name,-22} {(state == "missing" && set.Downloads.Length > 0 ? "can be fetched" : state),-14} {set.What}");
            }
            if (!parsed.GetValue(json)) context.Out.WriteLine($"Folder: {folder}");
            return 0;
        });
        return command;
    }

    private static Command Get(CliContext context)
    {
        var name = new Argument<string>("name") { Description = $"Which data set: {string.Join(", ", Offered)}." };
        var data = Folder();
        var from = new Option<string?>("--from") { Description = "Another address that offers the same files under the same names." };
        var command = new Command("get", "Fetch a data set from its publisher into the folder; goes on where an earlier attempt stopped.") { name, data, from };
        command.SetAction(parsed =>
        {
            // Not null: the argument is required.
            var set = DataSets.Named(parsed.GetValue(name)!);
            var folder = DataSets.Folder(parsed.GetValue(data));
            if (set.Downloads.Length == 0) throw new FailureException($"{set.Name} cannot be fetched; put its files into {Path.Combine(folder, set.Name)} yourself ({string.Join(", ", set.Files)}).");
            using var client = new HttpClient();
            foreach (var download in set.Downloads) Fetch(client, set, download, folder, parsed.GetValue(from), context);
            return 0;
        });
        return command;
    }

    private static void Fetch(HttpClient client, DataSet set, DataSetDownload download, string folder, string? from, CliContext context)
    {
        var path = set.PathOf(folder, download.File);
        if (File.Exists(path))
        {
            context.Error.WriteLine($"{path} is there already; metalearn data check says whether it is sound.");
            return;
        }
        var address = from is null ? download.Address : Uri.TryCreate($"{from.TrimEnd('/')}/{download.File}", UriKind.Absolute, out var own) && own.Scheme is "http" or "https"
            ? own : throw new UsageException($"--from '{from}': expected an address that starts with http:// or https://.");
        var shown = -1L;
        void Progress(long have, long? all)
        {
            if (!context.IsTerminal || have >> 18 == shown) return;
            shown = have >> 18;
            context.Error.Write($"\r{download.File}: {Megabytes(have)}{(all is { } size ? $" of {Megabytes(size)}" : "")}   ");
        }
        try
        {
            Download.FetchAsync(client, address, path, download.Md5, Progress, context.Cancellation).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new FailureException($"Stopped; what came is kept in {path}.part, and the same command goes on from there.");
        }
        finally
        {
            if (shown >= 0) context.Error.WriteLine();
        }
        context.Out.WriteLine($"{path} ({Megabytes(new FileInfo(path).Length)}, sum as published)");
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:F1} MB";

    private static Command Check(CliContext context)
    {
        var name = new Argument<string?>("name") { Description = "Which data set; all that are in the folder by default.", Arity = ArgumentArity.ZeroOrOne };
        var data = Folder();
        var command = new Command("check", "Read the data sets in the folder and say whether they are complete and as published. Exit code 1 if one is not.") { name, data };
        command.SetAction(parsed =>
        {
            var folder = DataSets.Folder(parsed.GetValue(data));
            var asked = parsed.GetValue(name) is { } one ? [DataSets.Named(one)] : DataSets.All.Where(set => Directory.Exists(Path.Combine(folder, set.Name))).ToList();
            if (asked.Count == 0) throw new FailureException($"{folder}: there is no data set here; metalearn data list says which there are.");
            var failed = 0;
            foreach (var set in asked)
            {
                try
                {
                    if (set.Missing(folder) is { Length: > 0 } missing) throw new DataException(set.PathOf(folder, missing[0]), null, $"There is no such file; {set.Name} needs {string.Join(", ", set.Files)}.");
                    context.Out.WriteLine($"{set.Name,-22} {set.Check(folder)}");
                }
                catch (Exception wrong) when (wrong is DataException or IOException or UnauthorizedAccessException)
                {
                    failed++;
                    context.Error.WriteLine(wrong.Message.ReplaceLineEndings(" "));
                }
            }
            return failed == 0 ? 0 : throw new FailureException($"{failed} of {asked.Count} data sets cannot be used as they are.");
        });
        return command;
    }
}
