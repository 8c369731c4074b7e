using System.Collections.Immutable;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>
/// Omniglot (Lake et al. 2015): 1623 characters of 50 alphabets, each drawn once by 20 people. Read straight from the two official zips, which are never
/// unpacked to disk.
/// </summary>
public static class Omniglot
{
    /// <summary>Characters in all, each a class.</summary>
    public const int Classes = Background + Evaluation;

    /// <summary>Characters of <c>images_background.zip</c>; the first classes of the set.</summary>
    public const int Background = 964;

    /// <summary>Characters of <c>images_evaluation.zip</c>; the last classes of the set.</summary>
    public const int Evaluation = 659;

    /// <summary>Drawings of each character, one by each drawer.</summary>
    public const int Drawers = 20;

    /// <summary>Of what <see cref="Load"/> gives by default; Pillow's nearest gives the same bytes.</summary>
    internal const string Fingerprint = "4824082a4658b6f5b05bd44655a0c1c41ea52cb61742fb4596a0070fdac6e927";

    private const ulong SplitSeed = 2015;

    /// <summary>The classes of each part: the same on every machine.</summary>
    /// <remarks>
    /// The papers shuffled with generators and directory orders that cannot be had again (MAML's own list depends on the file system). So there is one random order of
    /// the sorted characters here, <see cref="RandomStream"/> with seed 2015 (the year of the data set), and each random split takes its parts from its start; all have the same 423 meta-test characters.
    /// A list made by a generator that is part of this library needs no file of 1623 names to be kept beside it.
    /// </remarks>
    /// <param name="split">Which division.</param>
    /// <returns>Positions in the classes of the set that <see cref="Load"/> gives.</returns>
    public static ImageClassSplit Split(OmniglotSplit split) => Require.Defined(split) switch
    {
        OmniglotSplit.Random1100 => Shuffled(1100, 100),
        OmniglotSplit.Random1200 => Shuffled(1200, 0),
        OmniglotSplit.Vinyals => Shuffled(1028, 172),
        _ => new([.. Enumerable.Range(0, Background)], [], [.. Enumerable.Range(Background, Evaluation)]),
    };

    /// <summary>
    /// All characters, ink 255 and paper 0, one channel. Classes are named <c>Greek/character07</c>; those of the background zip come first, each zip's in ordinal
    /// order of the names; the pictures of a class are in the order of the drawers, 1 to 20.
    /// </summary>
    /// <param name="data">The folder that holds <c>omniglot/images_background.zip</c> and <c>omniglot/images_evaluation.zip</c>; null for the folder that the variable METALEARN_DATA names, or else <c>../shared/data</c>.</param>
    /// <param name="side">Height and width of the pictures in pixels, 1 to 1024: the papers' 28 by default; the files have 105.</param>
    /// <param name="resizing">How the drawings are brought to that size.</param>
    /// <exception cref="FileNotFoundException">A zip is not there; the message says what to set.</exception>
    /// <exception cref="DataException">A zip is damaged, or an entry is missing, unexpected or not a 105×105 PNG; the message names it.</exception>
    public static ImageSet Load(string? data = null, int side = 28, Resizing resizing = Resizing.Nearest)
    {
        PictureReading.Checked(side, nameof(side));
        Require.Defined(resizing);
        return new(new(side, side, 1),
        [
            .. OmniglotArchive.Read(DataFolder.Find("omniglot/images_background.zip", data), "images_background", Background, side, resizing),
            .. OmniglotArchive.Read(DataFolder.Find("omniglot/images_evaluation.zip", data), "images_evaluation", Evaluation, side, resizing),
        ]);
    }

    private static ImageClassSplit Shuffled(int training, int validation)
    {
        int[] order = [.. Enumerable.Range(0, Classes)];
        new RandomStream(SplitSeed).Shuffle<int>(order);
        ImmutableArray<int> Part(int start, int count) => [.. order.AsSpan(start, count).ToArray().Order()];
        return new(Part(0, training), Part(training, validation), Part(training + validation, Classes - training - validation));
    }
}
