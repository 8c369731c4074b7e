using MetaLearn.Episodes;
using MetaLearn.Images;

namespace MetaLearn.Experiments;

/// <summary>Parts the classes of a user's folder by the hash of their names: a fifth for meta-test and a tenth for meta-validation, but at least as many as a meta-training episode has ways.</summary>
internal static class ImageFolderSplit
{
    private const double TestFraction = 0.2, ValidationFraction = 0.1;

    /// <param name="path">Of the folder, for messages.</param>
    /// <param name="images">All its classes.</param>
    /// <param name="ways">Of meta-training, the most that an evaluation may ask for.</param>
    /// <exception cref="DataException">There are too few classes for three parts.</exception>
    public static ImageClassSplit Of(string path, ImageSet images, int ways)
    {
        var count = images.Classes.Count;
        if (count < 3 * ways)
            throw new DataException(path, null, $"There are {count} classes; {ways} ways need at least {3 * ways}, so that meta-training, meta-validation and meta-test have {ways} each: take fewer --ways, or say with folders train and test which classes are for what.");
        double Share(double fraction) => Math.Max(ways, Math.Round(fraction * count)) / count;
        var split = EpisodeSplit.Exact(images.Classes.Select(one => one.Name), Share(ValidationFraction), Share(TestFraction));
        var (validation, test) = (split.Validation.ToHashSet(), split.Test.ToHashSet());
        int[] Where(Func<string, bool> isOf) => [.. Enumerable.Range(0, count).Where(position => isOf(images.Classes[position].Name))];
        return new([.. Where(name => !validation.Contains(name) && !test.Contains(name))], [.. Where(validation.Contains)], [.. Where(test.Contains)]);
    }
}
