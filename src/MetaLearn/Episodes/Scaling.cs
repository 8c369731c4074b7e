using System.Collections.Immutable;

namespace MetaLearn.Episodes;

/// <summary>
/// Standardisation of a table's columns, <c>(value − mean) / deviation</c>: learned on the meta-training groups alone and kept with the model, so that
/// nothing of the other groups leaks into training. The four arrays are all there is to store.
/// </summary>
public sealed class Scaling
{
    /// <summary>Makes a scaling from stored numbers.</summary>
    /// <param name="featureMeans">One a feature, finite.</param>
    /// <param name="featureDeviations">One a feature, positive and finite.</param>
    /// <param name="targetMeans">One a target, finite.</param>
    /// <param name="targetDeviations">One a target, positive and finite.</param>
    /// <exception cref="ArgumentException">Means and deviations differ in number, or a number is out of its range.</exception>
    public Scaling(ReadOnlySpan<double> featureMeans, ReadOnlySpan<double> featureDeviations, ReadOnlySpan<double> targetMeans, ReadOnlySpan<double> targetDeviations)
    {
        Check(featureMeans, featureDeviations, nameof(featureDeviations));
        Check(targetMeans, targetDeviations, nameof(targetDeviations));
        (FeatureMeans, FeatureDeviations) = ([.. featureMeans], [.. featureDeviations]);
        (TargetMeans, TargetDeviations) = ([.. targetMeans], [.. targetDeviations]);
    }

    /// <summary>Mean of each feature column, in the table's units.</summary>
    public ImmutableArray<double> FeatureMeans { get; }

    /// <summary>Standard deviation of each feature column (dividing by the number of rows); 1 where the column is constant.</summary>
    public ImmutableArray<double> FeatureDeviations { get; }

    /// <summary>Mean of each target column, in the table's units.</summary>
    public ImmutableArray<double> TargetMeans { get; }

    /// <summary>Standard deviation of each target column (dividing by the number of rows); 1 where the column is constant.</summary>
    public ImmutableArray<double> TargetDeviations { get; }

    /// <summary>Means and deviations of all rows of all groups together, of a table of numbers.</summary>
    /// <param name="training">The meta-training split, with at least one group.</param>
    /// <exception cref="ArgumentException">There is no group, or a column is of text: <see cref="TableEncoding.Learn"/> takes those.</exception>
    public static Scaling Learn(EpisodeTable training)
    {
        ArgumentNullException.ThrowIfNull(training);
        if (training.Texts.Keys.FirstOrDefault() is { } text)
            throw new ArgumentException($"Column '{text}' is of text, which has no mean; learn a {nameof(TableEncoding)} instead.", nameof(training));
        var (means, deviations) = MomentsOf(training);
        var features = training.Features.Count;
        return new(means.AsSpan(..features), deviations.AsSpan(..features), means.AsSpan(features..), deviations.AsSpan(features..));
    }

    /// <summary>Mean and deviation of every cell of a row: features, then targets.</summary>
    internal static (double[] Means, double[] Deviations) MomentsOf(EpisodeTable training)
    {
        if (training.Groups.Count == 0) throw new ArgumentException("There is no group to learn the scaling from.", nameof(training));
        return Moments.Of(training.Features.Count + training.Targets.Count, training.ForEachRow);
    }

    /// <summary>Scales feature rows.</summary>
    /// <param name="rows"><c>[rows, features]</c>, in the table's units.</param>
    /// <param name="scaled"><c>[rows, features]</c>.</param>
    /// <exception cref="ArgumentException">A length is no whole number of rows, or they differ.</exception>
    public void ApplyFeatures(ReadOnlySpan<double> rows, Span<float> scaled) => Apply(rows, scaled, FeatureMeans, FeatureDeviations);

    /// <summary>Scales target rows.</summary>
    /// <param name="rows"><c>[rows, targets]</c>, in the table's units.</param>
    /// <param name="scaled"><c>[rows, targets]</c>.</param>
    /// <exception cref="ArgumentException">A length is no whole number of rows, or they differ.</exception>
    public void ApplyTargets(ReadOnlySpan<double> rows, Span<float> scaled) => Apply(rows, scaled, TargetMeans, TargetDeviations);

    /// <summary>Takes predictions back to the table's units.</summary>
    /// <param name="scaled"><c>[rows, targets]</c>.</param>
    /// <param name="rows"><c>[rows, targets]</c>, in the table's units.</param>
    /// <exception cref="ArgumentException">A length is no whole number of rows, or they differ.</exception>
    public void InvertTargets(ReadOnlySpan<float> scaled, Span<double> rows)
    {
        CheckRows(scaled.Length, rows.Length, TargetMeans.Length);
        for (var i = 0; i < scaled.Length; i++)
        {
            var column = i % TargetMeans.Length;
            rows[i] = scaled[i] * TargetDeviations[column] + TargetMeans[column];
        }
    }

    private static void Apply(ReadOnlySpan<double> rows, Span<float> scaled, ImmutableArray<double> means, ImmutableArray<double> deviations)
    {
        CheckRows(rows.Length, scaled.Length, means.Length);
        for (var i = 0; i < rows.Length; i++)
        {
            var column = i % means.Length;
            scaled[i] = (float)((rows[i] - means[column]) / deviations[column]);
        }
    }

    private static void CheckRows(int from, int to, int columns)
    {
        if (from != to || from % columns != 0)
            throw new ArgumentException($"{from} numbers into {to}: expected equal lengths, and whole rows of {columns} columns.");
    }

    private static void Check(ReadOnlySpan<double> means, ReadOnlySpan<double> deviations, string name)
    {
        if (means.Length != deviations.Length || means.IsEmpty)
            throw new ArgumentException($"{means.Length} means and {deviations.Length} deviations: expected as many, at least 1.", name);
        for (var i = 0; i < means.Length; i++)
        {
            if (!double.IsFinite(means[i]) || !double.IsFinite(deviations[i]) || deviations[i] <= 0)
                throw new ArgumentException($"Column {i} has mean {means[i]} and deviation {deviations[i]}: expected finite numbers and a positive deviation.", name);
        }
    }
}
