using System.CommandLine;
using System.Text.Json;
using MetaLearn.Experiments;
using MetaLearn.Proofs;

namespace MetaLearn.Cli;

/// <summary><c>metalearn verify</c>: the gradient receipt of a run.</summary>
internal static class VerifyCommand
{
    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "Folder of a run." };
        var episodes = new Option<int>("--episodes") { Description = "Meta-training episodes that the check is a mean over [4].", DefaultValueFactory = _ => 4 };
        var tolerance = new Option<double>("--tolerance") { Description = "Largest relative error that passes [0.0001].", DefaultValueFactory = _ => 1e-4 };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("verify", """
            Say what a run's meta-gradient is, and check it on the run's own network and data. Exit code 1 if it is wrong or a parameter's path is broken.
            Example: metalearn verify runs/sinusoid-20260101-120000 --episodes 4
            """)
        { run, episodes, tolerance, json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(episodes) < 1) throw new UsageException($"--episodes '{parsed.GetValue(episodes)}': must be at least 1.");
            if (parsed.GetValue(tolerance) is not (> 0 and < double.PositiveInfinity)) throw new UsageException($"--tolerance '{parsed.GetValue(tolerance)}': must be positive and finite.");
            // Not null: the argument is required.
            var folder = parsed.GetValue(run)!;
            CommandLine.RefusePolicy(folder, "verify");
            var trained = TrainedRun.Open(folder);
            foreach (var warning in trained.Warnings) context.Error.WriteLine($"warning: {warning}");
            var experiment = trained.Experiment;
            var receipt = GradientReceipt.Of(experiment.Learner, experiment.Training, trained.Parameters, new()
            {
                Episodes = parsed.GetValue(episodes),
                Tolerance = parsed.GetValue(tolerance),
                Seed = experiment.Options.Seed,
                Iteration = Math.Max(0, experiment.Options.Iterations - 1),
            });
            if (parsed.GetValue(json)) context.Json(writer => Write(writer, trained.Folder, receipt));
            else context.Out.Write(ReceiptLines.Of(receipt));
            if (receipt.Passed) return 0;
            throw new FailureException($"{trained.Folder}: {Failure(receipt)}");
        });
        return command;
    }

    private static string Failure(GradientReceipt receipt) => receipt.Findings.FirstOrDefault(finding => finding.IsBroken) is { } finding
        ? $"{finding}."
        : $"the meta-gradient differs from its central difference by {receipt.Error:G2}, relatively; at most {receipt.Tolerance:G2} passes.";

    private static void Write(Utf8JsonWriter writer, string folder, GradientReceipt receipt)
    {
        void Number(string name, double value)
        {
            if (double.IsFinite(value)) writer.WriteNumber(name, value);
            else writer.WriteNull(name);
        }
        void Names(string name, IEnumerable<string> values)
        {
            writer.WriteStartArray(name);
            foreach (var value in values) writer.WriteStringValue(value);
            writer.WriteEndArray();
        }
        writer.WriteString("run", folder);
        writer.WriteNumber("order", receipt.Order);
        writer.WriteNumber("inner_steps", receipt.InnerSteps);
        writer.WriteNumber("differentiated_steps", receipt.DifferentiatedSteps);
        writer.WriteBoolean("follows_meta_loss", receipt.FollowsMetaLoss);
        Names("adapted", receipt.Adapted);
        Names("kept", receipt.Kept);
        Names("state", receipt.Replaced);
        writer.WriteStartArray("checks");
        foreach (var check in receipt.Checks)
        {
            writer.WriteStartObject();
            writer.WriteString("where", check.Where);
            Number("slope", check.Slope);
            Number("difference", check.Difference);
            Number("error", check.Error);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        Number("error", receipt.Error);
        Number("tolerance", receipt.Tolerance);
        if (receipt.Gap is { } gap)
        {
            Number("gap", gap.Relative);
            Number("gap_cosine", gap.Cosine);
        }
        if (receipt.Residual is { } residual) Number("residual", residual);
        writer.WriteStartArray("findings");
        foreach (var finding in receipt.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("parameter", finding.Parameter);
            writer.WriteString("problem", finding.Problem);
            writer.WriteBoolean("broken", finding.IsBroken);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteBoolean("passed", receipt.Passed);
    }
}
