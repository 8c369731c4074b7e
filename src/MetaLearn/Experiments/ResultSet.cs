using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>Learners side by side on the same episodes: what a run's <c>evaluation.json</c> keeps.</summary>
/// <param name="Protocol">How they were measured; its seed is the user's number for the meta-test stream.</param>
/// <param name="Unit">Of every loss.</param>
/// <param name="Learners">The trained learner first, then the baselines.</param>
public sealed record ResultSet(EvaluationProtocol Protocol, string Unit, IReadOnlyList<LearnerResult> Learners)
{
    /// <summary>Measured episode by episode, each minus the first: episodes differ far more than learners do, so pairs tell more than two intervals.</summary>
    /// <param name="losses">One loss, or accuracy, an episode.</param>
    /// <param name="first">Of the same episodes.</param>
    /// <exception cref="ArgumentException">Their numbers differ.</exception>
    public static Estimate Paired(ReadOnlySpan<double> losses, ReadOnlySpan<double> first)
    {
        if (losses.Length != first.Length) throw new ArgumentException($"{losses.Length} losses cannot be paired with {first.Length}.", nameof(losses));
        var differences = new double[losses.Length];
        for (var i = 0; i < differences.Length; i++) differences[i] = losses[i] - first[i];
        return Estimate.Of(differences);
    }
}
