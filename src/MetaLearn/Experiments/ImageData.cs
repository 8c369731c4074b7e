using System.Security.Cryptography;
using System.Text;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Images;

namespace MetaLearn.Experiments;

/// <summary>The episodes of a problem of pictures.</summary>
internal static class ImageData
{
    private const string NoValidation = "The split has no meta-validation classes: validation episodes are of meta-training classes.";

    public static ExperimentData Of(ExperimentSpec spec)
    {
        if (spec.EvaluationWays > spec.Ways)
            throw new ArgumentException($"The network tells {spec.Ways} classes apart, as many as the ways it is trained with; {spec.EvaluationWays} ways cannot be evaluated.");
        var splits = ImageProblems.Load(spec);
        var (training, evaluation) = Choices.Rotations[spec.Rotations];
        var validation = splits.Validation ?? splits.Training;
        return new()
        {
            Training = Trained(spec, splits.Training, training),
            Validation = Source("meta-validation", () => new ImageEpisodes(validation.Images, Evaluated(spec, evaluation), validation.Classes)),
            Test = Source("meta-test", () => new ImageEpisodes(splits.Test.Images, Evaluated(spec, evaluation), splits.Test.Classes)),
            HasValidationSplit = splits.Validation is not null,
            Ways = spec.Ways,
            Unit = $"cross-entropy in nats ({Math.Log(spec.EvaluationWays ?? spec.Ways):0.####} is a guess among {spec.EvaluationWays ?? spec.Ways} classes)",
            Split = splits + Varying(spec),
            Pictures = ImageProblems.Describe(spec, splits.Training.Images.Size),
            Warnings = splits.Validation is null ? [.. splits.Warnings, NoValidation] : splits.Warnings,
            Fingerprint = Fingerprint(splits),
        };
    }

    /// <summary>Row shapes alone, for a trained model that is used on new pictures.</summary>
    public static ExperimentData WithoutEpisodes(ExperimentSpec spec, string? fingerprint)
    {
        if (spec is not { ImageSize: { } side, Channels: { } channels }) throw new ArgumentException("The run's record does not say the size of its pictures.");
        var none = new NoEpisodes(new(spec.Ways * spec.Shots, spec.Ways * spec.Queries, new Shape(side, side, channels), Shape.Scalar));
        return new() { Training = none, Validation = none, Test = none, Ways = spec.Ways, Fingerprint = fingerprint };
    }

    /// <summary>The spec with what only the pictures told: their size.</summary>
    public static ExperimentSpec Sized(ExperimentSpec spec, ExperimentData data)
        => spec with { ImageSize = data.Training.Shape.XRow[0], Channels = data.Training.Shape.XRow[2] };

    private static IEpisodeSource Trained(ExperimentSpec spec, ImagePart part, ImageRotations rotations)
    {
        var options = new ImageEpisodeOptions { Ways = spec.Ways, Shots = spec.Shots, Queries = spec.Queries, Rotations = rotations, ImbalancedShots = spec.ImbalancedShots };
        if (spec.FewestWays is null && spec.FewestShots is null) return Source("meta-training", () => new ImageEpisodes(part.Images, options, part.Classes));
        return Choices.Algorithms[spec.Algorithm].OfPictures is null
            ? Source("meta-training", () => new VaryingImageEpisodes(part.Images, options, spec.FewestWays ?? spec.Ways, spec.FewestShots ?? spec.Shots, part.Classes))
            : throw new ArgumentException($"{spec.Algorithm} is trained on labelled pictures, not on episodes: leave --fewest-ways and --fewest-shots out.");
    }

    private static string Varying(ExperimentSpec spec)
        => spec.FewestWays is null && spec.FewestShots is null ? "" : $"; {Range(spec.FewestWays, spec.Ways)} ways and {Range(spec.FewestShots, spec.Shots)} shots, drawn for each iteration of meta-training";

    private static string Range(int? fewest, int most) => fewest < most ? $"{fewest} to {most}" : $"{most}";

    private static ImageEpisodeOptions Evaluated(ExperimentSpec spec, ImageRotations rotations) => new()
    {
        Ways = spec.EvaluationWays ?? spec.Ways,
        Shots = spec.EvaluationShots ?? spec.Shots,
        Queries = spec.EvaluationQueries ?? spec.Queries,
        Rotations = rotations,
        ImbalancedShots = spec.ImbalancedShots,
    };

    private static IEpisodeSource Source(string split, Func<IEpisodeSource> make)
    {
        try
        {
            return make();
        }
        catch (DataException failure)
        {
            throw new DataException($"{split}: {failure.Message}", failure);
        }
        catch (ArgumentException failure)
        {
            throw new ArgumentException($"{split}: {failure.Message}", failure);
        }
    }

    // Of the pictures as the network sees them, class by class in their order.
    private static string Fingerprint(ImageSplits splits)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new[] { splits.Training, splits.Validation, splits.Test }.OfType<ImagePart>())
            foreach (var one in part.Classes.Select(position => part.Images.Classes[position]))
            {
                hash.AppendData(Encoding.UTF8.GetBytes($"{one.Name} {one.Count} {part.Images.Size}\n"));
                hash.AppendData(one.Pixels.Span);
            }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
