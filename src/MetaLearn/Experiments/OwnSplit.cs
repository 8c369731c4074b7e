using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>How the user's own groups or series are parted.</summary>
internal static class OwnSplit
{
    // A fifth of the groups or series is for meta-test, a tenth for meta-validation, by the hash of their names.
    private const double TestFraction = 0.2, ValidationFraction = 0.1;

    public static EpisodeSplit Of(string file, IEnumerable<(string Name, EpisodePart? Part)> episodes)
    {
        var all = episodes.ToList();
        try
        {
            return all.TrueForAll(one => one.Part is null)
                ? EpisodeSplit.Exact(all.Select(one => one.Name), ValidationFraction, TestFraction)
                : EpisodeSplit.ByColumn(all.Select(one => (one.Name, one.Part ?? EpisodePart.Train)));
        }
        catch (ArgumentException failure)
        {
            throw new DataException(file, null, failure.Message.Split(" (Parameter", 2)[0], failure);
        }
    }

    public static string Described(EpisodeSplit split, string what, string? column)
        => $"{split.Train.Count} {what} meta-training, {split.Validation.Count} meta-validation, {split.Test.Count} meta-test, by {(column is null ? "the hash of their names" : $"column '{column}'")}";
}
