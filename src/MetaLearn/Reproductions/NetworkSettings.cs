using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>The settings that decide a network, as names and texts: what a <see cref="NetworkFile"/> keeps and compares.</summary>
internal static class NetworkSettings
{
    /// <summary>
    /// Those of a training run: every option but those that change no bit, and the data by its SHA-256 in the place of its path, which may differ from machine to machine. Of pictures that sum,
    /// which is of what the network sees, also tells how they were resized; folders from before that was recorded stay valid.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(Experiment experiment)
    {
        var options = SpecField.ToOptions(experiment.Spec).RemoveRange(SpecField.All.Where(field => field.MayChange).Select(field => field.Name).Concat(["file", "resize"]));
        return experiment.Data.Fingerprint is { } fingerprint ? options.Add("data", fingerprint) : options;
    }

    /// <summary>Those of a learner made in code; what the shapes of its arrays tell is left to them.</summary>
    public static IReadOnlyDictionary<string, string> Of(MetaLearner learner, IEpisodeSource source, TrainingOptions training)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["iterations"] = Text(training.Iterations),
            ["meta-batch"] = Text(training.MetaBatch),
            ["seed"] = Text(training.Seed),
            ["shots"] = Text(source.Shape.SupportRows),
            ["queries"] = Text(source.Shape.QueryRows),
            ["inner-steps"] = Text(learner.InnerSteps),
        };
        switch (learner)
        {
            case Maml maml:
                settings["inner-learning-rate"] = Text(maml.InnerLearningRate);
                settings["first-order"] = maml.IsFirstOrder ? "yes" : "no";
                break;
            case Reptile reptile:
                settings["inner-learning-rate"] = Text(reptile.InnerLearningRate);
                settings["inner-batch"] = reptile.BatchSize is { } batch ? Text(batch) : "all";
                break;
        }
        return settings;
    }

    /// <summary>A number in the invariant culture.</summary>
    public static string Text(IFormattable value) => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);
}
