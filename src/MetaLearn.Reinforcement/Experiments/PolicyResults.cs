using System.Text.Json;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>Returns on the test goals, of a trained policy and of what stands beside it.</summary>
/// <param name="Learners">The first is the run's own.</param>
public sealed record PolicyResults(IReadOnlyList<PolicyResult> Learners)
{
    /// <summary>Measures a policy on the test goals, beside the random initialisation where asked for.</summary>
    /// <param name="experiment">Of the policy.</param>
    /// <param name="parameters">Trained.</param>
    /// <param name="withBaseline">Whether the random initialisation stands beside it.</param>
    /// <param name="cancellation">Ends it soon.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PolicyResults Measure(PolicyExperiment experiment, IReadOnlyList<float[]> parameters, bool withBaseline, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        List<PolicyResult> learners = [Of(experiment, parameters, cancellation)];
        if (withBaseline && !experiment.IsBaseline)
        {
            var defaults = PolicySpec.For(experiment.Spec.Problem, "random");
            var random = PolicyExperiment.Build(experiment.Spec with { Algorithm = "random", InnerSteps = 0, InnerObjective = "policy-gradient", AdaptOnly = [], LearnedRates = null, InnerLearningRate = defaults.InnerLearningRate, EvaluationRate = defaults.EvaluationRate });
            learners.Add(Of(random, random.Maml.Start(random.Spec.Seed), cancellation));
        }
        return new(learners);
    }

    /// <summary>Where a run keeps its results.</summary>
    /// <param name="folder">The run's.</param>
    public static string PathIn(string folder) => Path.Combine(folder, "evaluation.json");

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">To make or replace.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        using var json = new Utf8JsonWriter(stream, new() { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("policies");
        foreach (var learner in Learners) learner.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>Reads the file back.</summary>
    /// <param name="path">Of a file that <see cref="Write"/> wrote.</param>
    /// <exception cref="FileFormatException">It is damaged.</exception>
    public static PolicyResults Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return new([.. json.RootElement.GetProperty("policies").EnumerateArray().Select(PolicyResult.Read)]);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FileFormatException(path, $"is no evaluation of policies: {failure.Message}", failure);
        }
    }

    private static PolicyResult Of(PolicyExperiment experiment, IReadOnlyList<float[]> parameters, CancellationToken cancellation)
    {
        var (goals, settings) = (experiment.Family.TestGoals(), experiment.Evaluation);
        var returns = PolicyEvaluator.Measure(experiment.Maml, parameters, experiment.Family, goals, settings, cancellation);
        return new(experiment.Title, $"{experiment.Description}; α {experiment.Spec.EvaluationRate:G3}, later {experiment.Spec.EvaluationRate * experiment.Spec.LaterRateFactor:G3}", settings.Trajectories, returns);
    }
}
