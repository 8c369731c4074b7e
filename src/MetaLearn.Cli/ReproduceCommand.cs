using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MetaLearn.Reinforcement.Reproductions;
using MetaLearn.Reproductions;

namespace MetaLearn.Cli;

/// <summary><c>metalearn reproduce</c>: a published table or figure, made again and judged.</summary>
internal static class ReproduceCommand
{
    private const string ListName = "list";

    // Below it a number is shown with its exponent.
    private const double Small = 0.001;

    private static readonly IReadOnlyList<Reproduction> All = [.. Reproduction.All, .. PolicyReproductions.All];

    public static Command Create(CliContext context)
    {
        var name = new Argument<string>("name") { Description = "Which one; 'list' names them and their rows." };
        var only = new Option<string?>("--only") { Description = "Run one row." };
        var run = new Option<string?>("--run") { Description = "Folder for trained parameters: a second call does not train again." };
        var data = new Option<string?>("--data") { Description = "Folder of real data sets, where a row needs one; by default the one that METALEARN_DATA names, or ../shared/data." };
        var iterations = new Option<long?>("--iterations") { Description = "Outer steps of every training; each row's own by default, 70,000 for the MAML paper's." };
        var episodes = new Option<int>("--episodes") { Description = "Evaluation episodes of made problems; 600, the paper's, by default. Real series are measured at ten presents each.", DefaultValueFactory = _ => 600 };
        var seed = new Option<ulong>("--seed") { Description = "Of initial parameters and training episodes; 0 by default. Evaluation episodes are always the same." };
        var threads = new Option<int>("--threads") { Description = "Threads; all cores by default.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("reproduce", "Make a published table or figure again. Exit code 1 if a figure leaves its band. Example: metalearn reproduce maml-sinusoid --run runs/maml-sinusoid")
        {
            name, only, run, data, iterations, episodes, seed, threads, json,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(name) == ListName) return List(context, parsed.GetValue(json));
            if (parsed.GetValue(iterations) is { } given) AtLeastOne("--iterations", given);
            AtLeastOne("--episodes", parsed.GetValue(episodes));
            AtLeastOne("--threads", parsed.GetValue(threads));
            var options = new ReproductionOptions
            {
                Iterations = parsed.GetValue(iterations),
                Episodes = parsed.GetValue(episodes),
                Seed = parsed.GetValue(seed),
                Threads = parsed.GetValue(threads),
                Folder = parsed.GetValue(run),
                Data = parsed.GetValue(data),
                Time = context.Time,
            };
            var reproduction = Find("name", parsed.GetValue(name)!, All, r => r.Name); // The parser requires it.
            var rows = parsed.GetValue(only) is { } row ? [Find("--only", row, reproduction.Rows, r => r.Name)] : reproduction.Rows;
            try
            {
                return Run(context, reproduction, rows, options, parsed.GetValue(json));
            }
            catch (OperationCanceledException)
            {
                throw new FailureException(options.Folder is null
                    ? "Stopped; nothing was kept. With --run FOLDER the same command would go on from here."
                    : "Stopped and saved; the same command goes on from here.");
            }
        });
        return command;
    }

    private static int List(CliContext context, bool json)
    {
        foreach (var reproduction in All)
        {
            if (!json) context.Out.WriteLine($"{reproduction.Name}: {reproduction.Source}");
            foreach (var row in reproduction.Rows)
                if (json)
                    context.Json(writer =>
                    {
                        writer.WriteString("name", reproduction.Name);
                        writer.WriteString("row", row.Name);
                        writer.WriteString("description", row.Description);
                    });
                else
                    context.Out.WriteLine($"  {row.Name,-24}{row.Description}");
        }
        return 0;
    }

    private static int Run(CliContext context, Reproduction reproduction, IReadOnlyList<ReproductionRow> rows, ReproductionOptions options, bool json)
    {
        if (!json) context.Out.WriteLine($"{"row",-24}{"metric",-58}{"paper",7}{"ours",12}   {"interval",-10}{"verdict"}");
        var progress = new ReproductionProgressLine(context);
        var (judged, failed, told) = (0, 0, "");
        var measured = new SortedSet<int>();
        foreach (var cell in reproduction.Run(options, rows, progress.Show, context.Cancellation))
        {
            progress.Clear();
            if (cell.Pass is not null) judged++;
            if (cell.Pass == false) failed++;
            // What has no interval is no statistic of episodes.
            if (!double.IsNaN(cell.Interval)) measured.Add(cell.Episodes);
            if (json)
            {
                context.Json(writer => Write(writer, cell));
                continue;
            }
            // Rows of one table may differ in what a query picture is told of the others: once for each row.
            if (cell.Protocol is { } protocol && told != cell.Row) context.Out.WriteLine($"{told = cell.Row}: {protocol}.");
            context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{cell.Row,-24}{cell.Metric,-58}{cell.Paper,7:0.00##}{Ours(cell)}{(cell.Pass is { } pass ? (pass ? "pass: " : "FAIL: ") + cell.Band : "")}"));
        }
        context.Error.WriteLine($"{judged - failed} of {judged} judged figures lie in their bands ({Episodes(measured)}seed {options.Seed}{(options.Iterations is { } given ? $", {given} iterations" : "")}).");
        return failed == 0 ? 0 : 1;
    }

    // Not what was asked for: a row of real data has as many as its series give.
    private static string Episodes(SortedSet<int> measured)
        => measured.Count == 0 ? "" : $"{(measured.Min == measured.Max ? $"{measured.Max}" : $"{measured.Min} to {measured.Max}")} evaluation episodes, ";

    // What was measured once, such as bytes, has no interval.
    private static string Ours(ReproductionCell cell) => string.Create(CultureInfo.InvariantCulture,
        $"{Text(cell.Ours),12}{(double.IsNaN(cell.Interval) ? "" : $" ± {Text(cell.Interval)}"),-14}");

    private static string Text(double value)
        // What is only printed as published has no figure of ours, and an adaptation that diverged none either.
        => double.IsNaN(value) ? "–" : value.ToString(double.IsInteger(value) ? "F0" : Math.Abs(value) < Small ? "0.00e+0" : "F3", CultureInfo.InvariantCulture);

    private static void Write(Utf8JsonWriter writer, ReproductionCell cell)
    {
        writer.WriteString("row", cell.Row);
        writer.WriteString("metric", cell.Metric);
        Number("paper", cell.Paper);
        Number("ours", cell.Ours);
        Number("interval", cell.Interval);
        writer.WriteNumber("episodes", cell.Episodes);
        writer.WriteNumber("seed", cell.Seed);
        if (cell.Pass is { } pass) writer.WriteBoolean("pass", pass);
        else writer.WriteNull("pass");
        if (cell.Protocol is { } protocol) writer.WriteString("protocol", protocol);

        // JSON has no infinity: adaptation that diverged beyond single precision is null.
        void Number(string name, double? value)
        {
            if (value is { } number && double.IsFinite(number)) writer.WriteNumber(name, Math.Abs(number) < Small ? double.Parse(number.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : Math.Round(number, 6));
            else writer.WriteNull(name);
        }
    }

    private static T Find<T>(string what, string name, IReadOnlyList<T> candidates, Func<T, string> nameOf)
        => candidates.FirstOrDefault(candidate => nameOf(candidate) == name)
            ?? throw new UsageException($"{what}: there is no '{name}'; did you mean '{Suggest.Nearest(name, candidates.Select(nameOf))}'? 'metalearn reproduce {ListName}' names all.");

    private static void AtLeastOne(string option, long value)
    {
        if (value < 1) throw new UsageException($"{option}: expected at least 1, found {value}.");
    }
}
