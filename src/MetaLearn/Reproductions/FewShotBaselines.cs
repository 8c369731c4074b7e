using MetaLearn.Experiments;

namespace MetaLearn.Reproductions;

/// <summary>
/// Rows of few-shot tables that do not learn to learn (Ravi and Larochelle 2017, section 5.1; Chen et al. 2019). Three share a network for each setting: a classifier of all
/// meta-training classes, trained by Adam at 0.001 on batches of 64; Baseline++ has one of its own.
/// </summary>
internal static class FewShotBaselines
{
    /// <summary>The rows, none of them judged: the paper's training is not ours in every detail.</summary>
    /// <param name="training">Settings of the classifiers' training, as on the command line.</param>
    /// <param name="fineTuning">Published accuracies of fine-tuning in per cent, for each setting; may be empty.</param>
    /// <param name="neighbours">Those of the nearest neighbour on features.</param>
    public static IEnumerable<FewShotMethod> Of(string training, double?[] fineTuning, double?[] neighbours)
    {
        var classifier = $"--algorithm classifier {training}";
        FewShotMethod[] methods =
        [
            new("pixels", "Nearest neighbour on pixels.", classifier) { Contender = (experiment, _) => PictureBaselines.OnPixels(experiment) },
            new("nearest-neighbour", "Nearest neighbour on the features of a classifier of all meta-training classes.", classifier, neighbours) { Contender = PictureBaselines.OnFeatures },
            new("fine-tuning", "The same network with a new head, all of it fine-tuned.", classifier, fineTuning) { Contender = PictureBaselines.FineTuned },
            new("baseline++", "Baseline++: trained by cosines, a new head on frozen features.", $"--algorithm baseline++ {training}") { Contender = PictureBaselines.NewHead },
        ];
        return methods.Select(method => method with { IsJudged = false, IsInAllSettings = true });
    }
}
