using System.CommandLine;
using MetaLearn.Experiments;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Cli;

/// <summary><c>metalearn evaluate</c>: a run's error by inner step on meta-test episodes, beside its baselines.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "Folder of a run." };
        var ensemble = new Option<string[]>("--ensemble") { Description = "Pictures: folders of further runs; the mean of all runs' probabilities is measured.", AllowMultipleArgumentsPerToken = true };
        var options = new EvaluationOptions();
        var command = new Command("evaluate", """
            Measure a trained run on meta-test episodes, beside its baselines.
            Examples:
              metalearn evaluate runs/sinusoid-20260101-120000 --episodes 600 --steps 10 --shots 5
              metalearn evaluate runs/seed-0 --ensemble runs/seed-1 runs/seed-2
            """)
        { run, ensemble };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            // Not null: the argument is required.
            var folder = parsed.GetValue(run)!;
            if (parsed.GetValue(ensemble) is { Length: > 0 } others) return Together(context, [folder, .. others], options, parsed);
            if (PolicyFolder.IsOne(folder)) return Evaluate(context, folder, options, parsed);
            var trained = options.Open(folder, parsed);
            foreach (var warning in trained.Warnings) context.Error.WriteLine($"warning: {warning}");
            var (experiment, seed) = (trained.Experiment, options.SeedOf(parsed));
            var episodes = options.EpisodesOf(parsed) ?? experiment.Data.TestEpisodes;
            var results = trained.HasBaselines
                ? Measurement.BesideBaselines(experiment, trained.Parameters, trained.Pretrained, episodes, seed)
                : Measurement.Alone(experiment, trained.Parameters, episodes, seed);
            if (options.IsJson(parsed)) ResultJson.Print(context, results);
            else context.Out.Write(ResultText.Of(results, experiment.Data.Target));
            return 0;
        });
        return command;
    }

    private static int Together(CliContext context, string[] folders, EvaluationOptions options, ParseResult parsed)
    {
        if (folders.FirstOrDefault(PolicyFolder.IsOne) is { } policy) throw new UsageException($"--ensemble: {policy} is a policy; an ensemble is of runs that label pictures.");
        var trained = folders.Select(folder => options.Open(folder, parsed)).ToList();
        foreach (var warning in trained.SelectMany(run => run.Warnings).Distinct()) context.Error.WriteLine($"warning: {warning}");
        var first = trained[0].Experiment;
        var results = RunEnsemble.Measure(trained, options.EpisodesOf(parsed) ?? first.Data.TestEpisodes, options.SeedOf(parsed));
        if (options.IsJson(parsed)) ResultJson.Print(context, results);
        else context.Out.Write(ResultText.Of(results, first.Data.Target));
        return 0;
    }

    private static int Evaluate(CliContext context, string folder, EvaluationOptions options, ParseResult parsed)
    {
        var trained = TrainedPolicy.Open(folder, spec => options.Apply(spec, parsed));
        var results = PolicyResults.Measure(trained.Experiment, trained.Parameters, withBaseline: true, context.Cancellation);
        if (options.IsJson(parsed)) PolicyText.Json(context, results);
        else context.Out.Write(PolicyText.Of(results));
        return 0;
    }
}
