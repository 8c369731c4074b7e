using static MetaLearn.Experiments.FieldText<MetaLearn.Experiments.ExperimentSpec>;

namespace MetaLearn.Experiments;

/// <summary>The settings of problems of pictures, a part of the table of all settings.</summary>
internal static class ImageFields
{
    public static SpecField<ExperimentSpec>[] Make() =>
    [
        Integer("ways", "Pictures: classes N of an episode.", s => s.Ways, (s, n) => s with { Ways = n }),
        Integer("fewest-ways", "Pictures: draw the classes of each iteration's training episodes from so many up to --ways; always --ways by default.", s => s.FewestWays, (s, n) => s with { FewestWays = n }),
        Integer("fewest-shots", "Pictures: draw the shots of each iteration's training episodes from so many up to --shots; always --shots by default.", s => s.FewestShots, (s, n) => s with { FewestShots = n }),
        Integer("evaluation-ways", "Pictures: classes of validation and test episodes, at most --ways; as in training by default.", s => s.EvaluationWays, (s, n) => s with { EvaluationWays = n }),
        Integer("evaluation-shots", "Pictures: shots of validation and test episodes; as in training by default.", s => s.EvaluationShots, (s, n) => s with { EvaluationShots = n }),
        Integer("evaluation-queries", "Pictures: queries a class of validation and test episodes; as in training by default.", s => s.EvaluationQueries, (s, n) => s with { EvaluationQueries = n }),
        Switch("imbalanced-shots", "Pictures: part the support pictures unevenly over the classes, at least one each.", s => s.ImbalancedShots, (s, on) => s with { ImbalancedShots = on }),
        new("rotations", $"Pictures: quarter turns: {Choices.Rotations.Names}. [omniglot: augment, with --split vinyals classes; others: none]", s => s.Rotations, (s, t) => s with { Rotations = t }),
        new("model", $"The network: {Choices.Models.Names}.", s => s.Model, (s, t) => s with { Model = t }),
        new("statistics", $"Whose mean and variance batch normalisation takes: {Choices.Statistics.Names}; the first makes results transductive. [batch; images: support]", s => s.Statistics, (s, t) => s with { Statistics = t }),
        new("step-normalization", $"maml, maml++ on pictures: scale and shift of batch normalisation: {Choices.StepNormalizations.Names} of the inner loop. [maml++: per-step]",
            s => s.StepNormalization, (s, t) => s with { StepNormalization = t }),
        Integer("filters", "Filters of each convolution.", s => s.Filters, (s, n) => s with { Filters = n }),
        Integer("image-size", $"Height and width of pictures in pixels, at most {Images.PictureReading.LargestSide}; the data set's own by default.", s => s.ImageSize, (s, n) => s with { ImageSize = n }),
        Integer("channels", "1 for grey pictures, 3 for colour; as they are by default.", s => s.Channels, (s, n) => s with { Channels = n }),
        new("resize", $"How pictures are brought to the size, in adapt and predict too: {Choices.Resizings.Names}. [omniglot: nearest; others: antialiased]", s => s.Resize, (s, t) => s with { Resize = t }),
        new("fit", $"How pictures that are not square become so, in adapt and predict too: {Choices.Fits.Names}.", s => s.Fit, (s, t) => s with { Fit = t }),
        new("split", $"omniglot: {Choices.OmniglotSplits.Names}. [random-1100]", s => s.Split, (s, t) => s with { Split = t }),
        Switch("skip-unreadable", "Leave picture files out that cannot be read, and count them: of images, tiny-imagenet, miniimagenet, and in adapt and predict.", s => s.SkipUnreadable, (s, on) => s with { SkipUnreadable = on }),
        new("data", "Folder of the downloaded data sets; by default the one that METALEARN_DATA names, or ../shared/data.", s => s.Data, (s, t) => s with { Data = t }) { MayChange = true },
    ];
}
