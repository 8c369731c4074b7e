using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Images;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>The baselines of tables of few-shot accuracies on pictures: two that are trained to tell all meta-training classes apart, and what can be made of their features.</summary>
internal static class PictureBaselines
{
    // Two episodes of it are the published batch of 64, and two threads have one each.
    private const int BatchRows = 32;

    private const int Updates = 15, HeadSteps = 50;

    // Ravi and Larochelle's grid; decays below 0.1 change 15 updates by less than a seventh.
    private static readonly double[] Rates = [0.5, 0.1, 0.01, 1e-3, 1e-4, 1e-5], Decays = [0, 0.1, 1], HeadRates = [1, 10, 100];

    /// <summary>The two that are trained.</summary>
    public static (string Name, AlgorithmChoice Choice)[] Entries { get; } =
    [
        ("classifier", new("1-NN on features", _ => "supervised classification of all meta-training classes; new ones by the nearest neighbour on its features", Refuse)
            { OfPictures = (spec, body, features, classes, loss) => new Classifier(body, new Linear(features, classes), Neighbours(spec, body, Error), loss) }),
        ("baseline++", new("Baseline++", _ => "Baseline++: supervised classification of all meta-training classes by cosines; on new ones a new head alone is trained", Refuse)
        {
            OfPictures = (spec, body, features, classes, loss) => new Classifier(body, new CosineHead(features, classes), NewHead(spec, body, features, loss, spec.InnerLearningRate), loss),
            InnerLearningRate = 10,
            InnerSteps = HeadSteps,
        }),
    ];

    /// <summary>What a run of one of the two trains on, its network's body and its learner; null for any other run.</summary>
    /// <exception cref="ArgumentException">The network has no features.</exception>
    public static (PictureBatches Training, Module Body, MetaLearner Learner)? Of(ExperimentSpec spec, ExperimentData data, LossFunction loss)
    {
        if (Choices.Algorithms[spec.Algorithm].OfPictures is not { } make || data.Training is not ImageEpisodes pictures) return null;
        var batches = pictures.InBatches(BatchRows);
        var body = Choices.Models[spec.Model].Body is { } of
            ? of(spec, batches.Shape.XRow)
            : throw new ArgumentException($"{spec.Algorithm} needs a network with features: {string.Join(", ", Choices.Models.Entries.Where(entry => entry.Value.Body is not null).Select(entry => entry.Name))}; found {spec.Model}.");
        return (batches, body, make(spec, body, Features(body, batches.Shape.XRow), batches.Classes, loss));
    }

    /// <summary>The nearest neighbour on pixels, which stands beside every learner.</summary>
    public static Contender OnPixels(Experiment experiment)
        => new("1-NN on pixels", "cosine, nothing is trained", Neighbours(experiment.Spec, new Flatten(), experiment.Loss), [], 0, 0);

    /// <summary>The nearest neighbour on a trained network's features.</summary>
    public static Contender OnFeatures(Experiment experiment, IReadOnlyList<float[]> parameters)
        => new("1-NN on features", "cosine, running averages", Neighbours(experiment.Spec, experiment.Model, experiment.Loss), OfBody(experiment, parameters), 0, 0);

    /// <summary>A new linear head, and the whole network tuned: the rate is chosen without decay, then the decay, on meta-validation episodes.</summary>
    public static Contender FineTuned(Experiment experiment, IReadOnlyList<float[]> parameters)
    {
        var (body, features) = (OfBody(experiment, parameters), Features(experiment.Model, experiment.Training.Shape.XRow));
        FineTuning Tuning(double rate, double decay)
            => new(experiment.Model, new Linear(features, experiment.Spec.Ways), experiment.Loss) { LearningRate = rate, Decay = decay, Steps = Updates };
        double Validated(FineTuning learner) => Baselines.BestSteps(experiment, learner, experiment.Data.Validation, body, Updates, Updates).Loss;
        var rate = Rates.MinBy(rate => Validated(Tuning(rate, 0)));
        var decay = Decays.MinBy(decay => Validated(Tuning(rate, decay)));
        return new("fine-tuning", $"{Updates} steps of gradient descent on the whole network at {rate}, decay {decay}, both chosen on meta-validation episodes", Tuning(rate, decay), body, Updates, Updates);
    }

    /// <summary>Baseline++: a new cosine head on the frozen features; rate and steps are chosen on meta-validation episodes.</summary>
    public static Contender NewHead(Experiment experiment, IReadOnlyList<float[]> parameters)
    {
        var (body, features) = (OfBody(experiment, parameters), Features(experiment.Model, experiment.Training.Shape.XRow));
        FineTuning Tuning(double rate) => NewHead(experiment.Spec, experiment.Model, features, experiment.Loss, rate);
        var (rate, chosen) = HeadRates
            .Select(rate => (rate, Chosen: Baselines.BestSteps(experiment, Tuning(rate), experiment.Data.Validation, body, HeadSteps, fewest: 1)))
            .MinBy(pair => pair.Chosen.Loss);
        return new("Baseline++", $"{Baselines.Steps(chosen.Steps)} of gradient descent on a new head of cosines at {rate}, both chosen on meta-validation episodes", Tuning(rate), body, HeadSteps, chosen.Steps);
    }

    // The best parameters are those of the fewest errors: a cross-entropy of cosines falls where features of all classes drift apart, nearest or not.
    private static Expression Error(Expression scores, Expression labels) => 1 - Losses.Loss.Accuracy(scores, labels);

    private static NearestNeighbour Neighbours(ExperimentSpec spec, Module embedding, LossFunction loss) => new(embedding, spec.Ways, loss);

    private static FineTuning NewHead(ExperimentSpec spec, Module body, int features, LossFunction loss, double rate)
        => new(body, new CosineHead(features, spec.Ways), loss) { LearningRate = rate, IsBodyFrozen = true, Steps = HeadSteps };

    private static IReadOnlyList<float[]> OfBody(Experiment experiment, IReadOnlyList<float[]> parameters) => [.. parameters.Take(experiment.Model.Parameters.Count)];

    private static int Features(Module body, Shape xRow) => body.Apply(new Input("x", new([1, .. xRow.Lengths]))).Shape[1];

    private static MetaLearner Refuse(ExperimentSpec spec, Module model, LossFunction loss)
        => throw new ArgumentException($"{spec.Algorithm} is trained on labelled pictures, not on {spec.Problem}; pretrained is the baseline there.");
}
