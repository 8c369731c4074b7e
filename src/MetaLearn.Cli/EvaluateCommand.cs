using System.CommandLine;
using MetaLearn.Experiments;

namespace MetaLearn.Cli;

/// <summary><c>metalearn evaluate</c>: a run's error by inner step on meta-test episodes, beside its baselines.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "Folder of a run." };
        var options = new EvaluationOptions();
        var command = new Command("evaluate", """
            Measure a trained run on meta-test episodes, beside its baselines.
            Example: metalearn evaluate runs/sinusoid-20260101-120000 --episodes 600 --steps 10 --shots 5
            """)
        { run };
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            // Not null: the argument is required.
            var trained = options.Open(parsed.GetValue(run)!, parsed);
            foreach (var warning in trained.Warnings) context.Error.WriteLine($"warning: {warning}");
            var (experiment, seed) = (trained.Experiment, options.SeedOf(parsed));
            var episodes = options.EpisodesOf(parsed) ?? experiment.Data.TestEpisodes;
            var results = trained.Pretrained is { } pretrained
                ? Measurement.BesideBaselines(experiment, trained.Parameters, pretrained, episodes, seed)
                : Measurement.Alone(experiment, trained.Parameters, episodes, seed);
            if (options.IsJson(parsed)) ResultJson.Print(context, results);
            else context.Out.Write(ResultText.Of(results, experiment.Data.Target));
            return 0;
        });
        return command;
    }
}
