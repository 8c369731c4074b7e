using System.CommandLine;
using MetaLearn.Experiments;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Cli;

/// <summary>The options of verbs that measure trained runs.</summary>
internal sealed class EvaluationOptions
{
    private readonly Option<int?> episodes = new("--episodes") { Description = "Meta-test episodes [600; csv: each meta-test group once; series: each at ten presents]." };
    private readonly Option<ulong> seed = new("--seed") { Description = "Which meta-test episodes are drawn [0]." };
    private readonly Option<string?> steps = new("--steps") { Description = "Most inner steps [as the run has it]." };
    private readonly Option<string?> shots = new("--shots") { Description = "Support examples K an episode [as the run was trained]." };
    private readonly Option<string?> ways = new("--ways") { Description = "Pictures: classes of an episode, at most as many as in training [as the run has it]." };
    private readonly Option<string?> queries = new("--queries") { Description = "Query examples an episode; of pictures, a class [as the run has it]." };
    private readonly Option<string?> threads = new("--threads") { Description = "Threads; all cores by default." };
    private readonly Option<string?> split = new("--split") { Description = "test, or validation to choose settings without looking at meta-test episodes [test]." };
    private readonly Option<bool> json = new("--json") { Description = "One JSON object a line." };

    public void AddTo(Command command)
    {
        command.Add(episodes);
        command.Add(seed);
        command.Add(steps);
        command.Add(ways);
        command.Add(shots);
        command.Add(queries);
        command.Add(threads);
        command.Add(split);
        command.Add(json);
    }

    /// <summary>Opens a run to measure it as the options say.</summary>
    public TrainedRun Open(string folder, ParseResult parsed) => TrainedRun.Open(folder, spec => Apply(spec, parsed), onValidation: parsed.GetValue(split) switch
    {
        null or "test" => false,
        "validation" => true,
        var other => throw new UsageException($"--split '{other}': expected test or validation."),
    });

    /// <summary>A run's settings with those of the evaluation.</summary>
    private ExperimentSpec Apply(ExperimentSpec spec, ParseResult parsed)
    {
        spec = spec with { Threads = Environment.ProcessorCount };
        if (parsed.GetValue(ways) is not null && !spec.IsImages) throw new UsageException($"--ways is for problems of pictures, not {spec.Problem}.");
        // Of pictures the run's own settings stay, since its network was made for them.
        var of = spec.IsImages ? "evaluation-" : "";
        foreach (var (option, field) in new[] { (steps, "evaluation-steps"), (ways, "evaluation-ways"), (shots, of + "shots"), (queries, of + "queries"), (threads, "threads") })
            if (parsed.GetValue(option) is { } text)
                spec = SpecOptions.Set(spec, SpecField.All.Single(one => one.Name == field), text, option.Name);
        return spec;
    }

    /// <summary>A policy's settings with those of the evaluation, of which steps and threads have a meaning for it: its goals and trajectories are the published ones.</summary>
    public PolicySpec Apply(PolicySpec spec, ParseResult parsed)
    {
        foreach (var option in new Option[] { episodes, seed, ways, shots, queries, split })
            if (parsed.GetResult(option) is { Implicit: false })
                throw new UsageException($"{option.Name} is no setting of {spec.Problem}: a policy is measured on the test goals of its problem.");
        spec = spec with { Threads = Environment.ProcessorCount };
        foreach (var (option, field) in new[] { (steps, "evaluation-steps"), (threads, "threads") })
            if (parsed.GetValue(option) is { } text)
                spec = SpecOptions.Set(spec, PolicyFields.All.Single(one => one.Name == field), text, option.Name);
        return spec;
    }

    public int? EpisodesOf(ParseResult parsed) => parsed.GetValue(episodes) is { } number && number < 1
        ? throw new UsageException($"--episodes '{number}': must be at least 1.")
        : parsed.GetValue(episodes);

    public ulong SeedOf(ParseResult parsed) => parsed.GetValue(seed);

    public bool IsJson(ParseResult parsed) => parsed.GetValue(json);
}
