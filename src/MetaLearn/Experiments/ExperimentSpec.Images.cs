namespace MetaLearn.Experiments;

// The settings of problems of pictures.
public sealed partial record ExperimentSpec
{
    private readonly int? evaluationQueries;
    private readonly string? stepNormalization;
    private readonly string? rotations;
    private readonly string? resize;

    /// <summary>Classes N of an episode of pictures: at least 2; 5 by default.</summary>
    public int Ways { get; init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(Ways), value, "Must be at least 2."); } = 5;

    /// <summary>Fewest classes of a meta-training episode of pictures, <see cref="Ways"/> being the most: 2 to those; null, the default, for always as many. Drawn for each iteration.</summary>
    public int? FewestWays { get; init => field = value is null or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(FewestWays), value, "Must be at least 2."); }

    /// <summary>Fewest shots of a meta-training episode of pictures, <see cref="Shots"/> being the most: 1 to those; null, the default, for always as many. Drawn for each iteration.</summary>
    public int? FewestShots { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Ways of meta-validation and meta-test episodes: 2 to <see cref="Ways"/>; null, the default, for as many as in training.</summary>
    public int? EvaluationWays { get; init => field = value is null or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(EvaluationWays), value, "Must be at least 2."); }

    /// <summary>Shots of meta-validation and meta-test episodes of pictures: at least 1; null, the default, for as many as in training.</summary>
    public int? EvaluationShots { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Queries a class of meta-validation and meta-test episodes of pictures: at least 1; null for as many as in training, the default save of <c>miniimagenet</c> and <c>tiny-imagenet</c>, which are evaluated with as many as shots.</summary>
    public int? EvaluationQueries { get => evaluationQueries ?? ImageDefaults.EvaluationQueries(this); init => evaluationQueries = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Whether an episode's support pictures are parted unevenly over its classes; false by default.</summary>
    public bool ImbalancedShots { get; init; }

    /// <summary><c>none</c>, <c>augment</c>, <c>classes</c>, <c>augment-training</c> or <c>classes-training</c>; the last two leave evaluation alone. The second by default for <c>omniglot</c>, the third for its split <c>vinyals</c>, else the first.</summary>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    public string Rotations { get => rotations ?? ImageDefaults.Rotations(this); init => rotations = Choices.Rotations.Checked(value); }

    /// <summary>The network: <c>mlp</c>, for anything; <c>conv4</c>, with strides, <c>conv4-pool</c>, <c>conv4-mini</c> and <c>resnet12</c>, for pictures.</summary>
    /// <exception cref="ArgumentException">There is no such model.</exception>
    public string Model { get; init => field = Choices.Models.Checked(value); } = "mlp";

    /// <summary>Whose mean and variance a network's batch normalisation takes: <c>batch</c>, <c>support</c> or <c>running</c>; the first, which is transductive, by default, and the second for <c>images</c>.</summary>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    public string Statistics { get; init => field = Choices.Statistics.Checked(value); } = "batch";

    /// <summary>
    /// Whether each inner step has a scale and shift of batch normalisation of its own, which do not adapt: <c>per-step</c>, the default of <c>maml++</c> on pictures, or <c>shared</c>; null for the
    /// latter where an algorithm has no such choice.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such choice.</exception>
    public string? StepNormalization { get => stepNormalization ?? ImageDefaults.StepNormalization(this); init => stepNormalization = value is null ? null : Choices.StepNormalizations.Checked(value); }

    /// <summary>Filters of each convolution, of <c>resnet12</c> those of its first block: at least 1; 64 by default.</summary>
    public int Filters { get; init => field = Require.Positive(value); } = 64;

    /// <summary>Height and width of a picture in pixels: 1 to <see cref="Images.PictureReading.LargestSide"/>; null, the default, for the data set's own.</summary>
    public int? ImageSize { get; init => field = value is { } given ? Images.PictureReading.Checked(given) : null; }

    /// <summary>1 for grey, 3 for colour; null, the default, for what the pictures have.</summary>
    public int? Channels { get; init => field = value is null or 1 or 3 ? value : throw new ArgumentOutOfRangeException(nameof(Channels), value, "Must be 1 or 3."); }

    /// <summary><c>nearest</c> or <c>antialiased</c>; by default the former of Omniglot, as MAML's inputs really were, the latter of other pictures, and null where there are none.</summary>
    /// <exception cref="ArgumentException">There is no such way.</exception>
    public string? Resize { get => resize ?? ImageProblems.Resize(this); init => resize = value is null ? null : Choices.Resizings.Checked(value); }

    /// <summary>How files that are not square become so: <c>crop</c>, the largest square in the middle, or <c>squash</c>.</summary>
    /// <exception cref="ArgumentException">There is no such way.</exception>
    public string Fit { get; init => field = Choices.Fits.Checked(value); } = "crop";

    /// <summary>Omniglot's split: <c>random-1100</c>, <c>random-1200</c>, <c>vinyals</c> or <c>background-evaluation</c>; null for the first.</summary>
    /// <exception cref="ArgumentException">There is no such split.</exception>
    public string? Split { get; init => field = value is null ? null : Choices.OmniglotSplits.Checked(value); }

    /// <summary>Whether picture files that cannot be read are left out and counted; false, the default, refuses the folder.</summary>
    public bool SkipUnreadable { get; init; }

    /// <summary>Folder of the downloaded data sets: a full path; null, the default, for the one that METALEARN_DATA names, or <c>../shared/data</c>.</summary>
    public string? Data { get; init => field = value is null ? null : Path.GetFullPath(value); }

    /// <summary>Whether the problem is of pictures.</summary>
    public bool IsImages => ImageProblems.Names.Contains(Problem);
}
