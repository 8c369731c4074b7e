using MetaLearn.Algorithms;
using MetaLearn.Models;

namespace MetaLearn.Experiments;

/// <summary>An algorithm that <c>--algorithm</c> names.</summary>
/// <param name="DisplayName">In results.</param>
/// <param name="Describe">One line on what is about to be done.</param>
/// <param name="Make">The learner of a network and a loss.</param>
internal sealed record AlgorithmChoice(string DisplayName, Func<ExperimentSpec, string> Describe, Func<ExperimentSpec, Module, LossFunction, MetaLearner> Make)
{
    /// <summary>Whether it is itself one of the learners that others are shown beside.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Whether it learns from labels too, and not from numbers only.</summary>
    public bool PredictsLabels { get; init; } = true;

    /// <summary>Whether it learns what outputs mean over all episodes, so that classes labelled anew in each are beyond it.</summary>
    public bool NeedsFixedLabels { get; init; }

    /// <summary>The learner of a network's body, the length of a feature row and the meta-training classes, for one that is trained on labelled pictures; null for all others.</summary>
    public Func<ExperimentSpec, Module, int, int, LossFunction, MetaLearner>? OfPictures { get; init; }

    /// <summary>Names of the settings that it takes and not every algorithm does; given to another, they are refused.</summary>
    public IReadOnlyList<string> Takes { get; init; } = [];

    /// <summary>Its own default of α; null where the problem's stands.</summary>
    public double? InnerLearningRate { get; init; }

    /// <summary>Its own default of the number of inner steps.</summary>
    public int InnerSteps { get; init; } = 1;

    /// <summary>Its own default of how β changes.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>What an inner step is, in results; null for a step of the inner optimiser at α.</summary>
    public string? Step { get; init; }

    /// <summary>The network of an algorithm that is written for linear layers on rows of numbers.</summary>
    /// <exception cref="ArgumentException">It is another one, or of pictures.</exception>
    public static Mlp OnNumbers(ExperimentSpec spec, Module model) => model is Mlp mlp && !spec.IsImages
        ? mlp
        : throw new ArgumentException($"{spec.Algorithm} is written for tables and functions; on pictures maml is one that works.");
}
