using System.Collections.Immutable;

namespace MetaLearn.Episodes;

/// <summary>
/// What turns a row of a table into the numbers of a network and back: learned on the meta-training groups alone, and kept with the model. A number is
/// standardised; a category becomes as many numbers as there are categories, a 1 in its place and 0 elsewhere; a label becomes its place among the labels.
/// </summary>
public sealed class TableEncoding
{
    /// <summary>Makes an encoding from stored parts.</summary>
    /// <param name="features">Names of the feature columns, at least one.</param>
    /// <param name="targets">Names of the target columns, at least one.</param>
    /// <param name="scaling">Of the encoded columns: one number for each of <see cref="InputWidth"/>; mean 0 and deviation 1 where the number is of a category or label.</param>
    /// <param name="categories">Of each feature of text its categories, all different; none by default.</param>
    /// <param name="labels">Of a target of text its labels, all different; none, the default, for targets of numbers.</param>
    /// <exception cref="ArgumentException">The parts do not go together.</exception>
    public TableEncoding(IReadOnlyList<string> features, IReadOnlyList<string> targets, Scaling scaling,
        IReadOnlyDictionary<string, ImmutableArray<string>>? categories = null, IReadOnlyList<string>? labels = null)
    {
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(scaling);
        (Features, Targets, Scaling) = ([.. features], [.. targets], scaling);
        Categories = (categories ?? ImmutableDictionary<string, ImmutableArray<string>>.Empty).ToImmutableSortedDictionary(StringComparer.Ordinal);
        Labels = [.. labels ?? []];
        InputWidth = Features.Sum(WidthOf);
        if (Categories.FirstOrDefault(pair => !Features.Contains(pair.Key) || pair.Value.IsDefaultOrEmpty || pair.Value.Distinct().Count() != pair.Value.Length) is { Key: { } odd })
            throw new ArgumentException($"The categories of '{odd}' are none, or some are equal, or it is no feature.", nameof(categories));
        if (Labels.Length == 1 || Labels.Distinct().Count() != Labels.Length || (Labels.Length > 0 && Targets.Length != 1))
            throw new ArgumentException($"{Labels.Length} labels for {Targets.Length} targets: expected at least 2, all different, for one target.", nameof(labels));
        if (scaling.FeatureMeans.Length != InputWidth || scaling.TargetMeans.Length != Targets.Length)
        {
            throw new ArgumentException(
                $"The scaling is of {scaling.FeatureMeans.Length} features and {scaling.TargetMeans.Length} targets; the table has {InputWidth} and {Targets.Length}.", nameof(scaling));
        }
    }

    /// <summary>Names of the feature columns.</summary>
    public ImmutableArray<string> Features { get; }

    /// <summary>Names of the target columns.</summary>
    public ImmutableArray<string> Targets { get; }

    /// <summary>Means and deviations of the encoded columns, <see cref="InputWidth"/> features and one number a target; 0 and 1 where a number is of a category or label.</summary>
    public Scaling Scaling { get; }

    /// <summary>Of each feature of text, by name: its categories in ordinal order.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<string>> Categories { get; }

    /// <summary>The labels in ordinal order: class c is <c>Labels[c]</c>. Empty where targets are numbers.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Whether labels are to be predicted, rather than numbers.</summary>
    public bool IsClassification => Labels.Length > 0;

    /// <summary>Numbers of an example's x: one for each feature of numbers and for each category.</summary>
    public int InputWidth { get; }

    /// <summary>Numbers a network predicts for an example: one for each target of numbers, or one for each label.</summary>
    public int OutputWidth => IsClassification ? Labels.Length : Targets.Length;

    /// <summary>Learns from the meta-training part of a table.</summary>
    /// <param name="training">With at least one group.</param>
    /// <exception cref="ArgumentException">There is no group.</exception>
    /// <exception cref="DataException">There are labels, but only one of them in these groups.</exception>
    public static TableEncoding Learn(EpisodeTable training)
    {
        ArgumentNullException.ThrowIfNull(training);
        var (means, deviations) = Scaling.MomentsOf(training);
        var used = UsedTexts.Of(training);
        var categories = training.Features.Where(training.Texts.ContainsKey).ToDictionary(name => name, name => used.Sorted(name));
        var labels = training.Targets.Where(training.Texts.ContainsKey).SelectMany(name => used.Sorted(name)).ToImmutableArray();
        if (labels.Length == 1)
            throw new DataException(training.Source, null, $"Every meta-training row has the label '{labels[0]}' in column '{training.Targets[0]}'; at least 2 labels are needed.");
        List<double> featureMeans = [], featureDeviations = [];
        for (var i = 0; i < training.Features.Count; i++)
        {
            var isText = categories.TryGetValue(training.Features[i], out var own);
            featureMeans.AddRange(Enumerable.Repeat(isText ? 0 : means[i], isText ? own.Length : 1));
            featureDeviations.AddRange(Enumerable.Repeat(isText ? 1 : deviations[i], isText ? own.Length : 1));
        }
        double[] targetMeans = labels.IsEmpty ? means[training.Features.Count..] : [0], targetDeviations = labels.IsEmpty ? deviations[training.Features.Count..] : [1];
        return new(training.Features, training.Targets, new([.. featureMeans], [.. featureDeviations], targetMeans, targetDeviations), categories, labels);
    }

    /// <summary>
    /// Looks at groups that this was not learned from. Categories that it does not know are warned about: they are all zero to the network.
    /// </summary>
    /// <param name="table">With the same columns.</param>
    /// <returns>One sentence for each column with unknown categories.</returns>
    /// <exception cref="DataException">A label is not known; the message says which, where, and the known ones.</exception>
    public IReadOnlyList<string> Check(EpisodeTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var known = Categories.Select(pair => (Column: pair.Key, Texts: pair.Value)).ToList();
        if (IsClassification) known.Add((Targets[0], Labels));
        // Seldom: most tables hold no text that is new.
        if (!known.Any(column => table.Texts.TryGetValue(column.Column, out var texts) && texts.Except(column.Texts).Any())) return [];
        var used = UsedTexts.Of(table);
        if (IsClassification && used.Unknown(Targets[0], Labels) is [var label, ..]) throw UnknownLabel(table.Source, null, label.Text, label.Place);
        return [.. Categories.Select(pair => (pair.Key, Unknown: used.Unknown(pair.Key, pair.Value))).Where(column => column.Unknown.Count > 0)
            .Select(column => $"{table.Source}: {Unseen(column.Key, column.Unknown)}")];
    }

    internal DataException UnknownLabel(string file, long? line, string label, string? place)
    {
        const int listed = 20;
        var all = string.Join(", ", Labels.Take(listed).Select(name => $"'{name}'")) + (Labels.Length > listed ? $" and {Labels.Length - listed} more" : "");
        return new(file, line, $"The label '{label}' in column '{Targets[0]}'{(place is null ? "" : $" ({place})")} is none that the model knows; the nearest is '{Suggest.Nearest(label, Labels)}', the known ones are {all}.");
    }

    internal static string Unseen(string column, IReadOnlyList<(string Text, string? Place)> unknown)
    {
        const int listed = 10;
        var names = string.Join(", ", unknown.Take(listed).Select(one => $"'{one.Text}'{(one.Place is null ? "" : $" ({one.Place})")}"));
        return $"column '{column}' holds {unknown.Count} {(unknown.Count == 1 ? "category" : "categories")} that no meta-training row has, which the model sees as none: {names}{(unknown.Count > listed ? $", and {unknown.Count - listed} more" : "")}.";
    }

    private int WidthOf(string feature) => Categories.TryGetValue(feature, out var own) ? own.Length : 1;
}
