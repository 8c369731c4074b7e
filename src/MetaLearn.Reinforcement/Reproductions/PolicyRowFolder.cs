using System.Collections.Immutable;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reproductions;

namespace MetaLearn.Reinforcement.Reproductions;

/// <summary>The folder of a row: a run like that of <c>metalearn train</c>, with the command that makes the same one alone.</summary>
internal static class PolicyRowFolder
{
    /// <summary>Makes the folder, or opens the one that is there. A row may go on further than it was first asked to: its record then says so.</summary>
    /// <param name="path">Of the row's folder.</param>
    /// <param name="spec">What the row trains.</param>
    /// <param name="options">Stamp the record.</param>
    /// <exception cref="IOException">It holds a run with other settings.</exception>
    public static RunFolder Take(string path, PolicySpec spec, ReproductionOptions options)
    {
        var wanted = RunRecord.Of(CommandOf(spec), PolicyFields.ToOptions(spec), spec.Seed, null, options.Time);
        if (!File.Exists(RecordIn(path))) return RunFolder.Create(path, wanted);
        using (var folder = RunFolder.Open(path))
        {
            // By way of the spec: an older record lacks settings that came later, whose defaults it has.
            var found = PolicyFolder.SpecOf(path, folder.Record);
            RefuseOther(path, wanted.Options, PolicyFields.ToOptions(found));
            if (spec.Iterations > found.Iterations) Extend(path, folder.Record with { Command = wanted.Command, Options = wanted.Options });
        }
        return RunFolder.Open(path);
    }

    /// <summary>What trains the same with the command line: every setting but the threads, which change nothing.</summary>
    internal static string CommandOf(PolicySpec spec) => string.Join(' ', PolicyFields.All
        .Where(field => field.Name is not ("problem" or "threads") && field.Get(spec) is not null && !(field.IsSwitch && field.Get(spec) == "no"))
        .Select(field => field.IsSwitch ? $"--{field.Name}" : $"--{field.Name} {field.Get(spec)}").Prepend($"train {spec.Problem}"));

    private static string RecordIn(string path) => Path.Combine(path, "run.json");

    private static void RefuseOther(string path, ImmutableSortedDictionary<string, string> wanted, ImmutableSortedDictionary<string, string> found)
    {
        // An iteration is the same however many follow.
        var other = wanted.Keys.Union(found.Keys).Except(["threads", "iterations"]).FirstOrDefault(name => Of(wanted, name) != Of(found, name));
        if (other is not null)
            throw new IOException($"{path}: was trained with {other} {Of(found, other)}, and the row now has {Of(wanted, other)}; choose another folder, or remove this one.");

        static string Of(ImmutableSortedDictionary<string, string> options, string name) => options.GetValueOrDefault(name, "none");
    }

    // What was measured of the shorter training goes first, so that it never stands beside the record of the longer one.
    private static void Extend(string path, RunRecord record)
    {
        File.Delete(PolicyResults.PathIn(path));
        File.Delete(PolicyReport.PathIn(path));
        AtomicFile.Write(RecordIn(path), stream => RunRecordJson.Write(stream, record));
    }
}
