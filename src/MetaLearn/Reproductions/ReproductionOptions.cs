using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>Settings of a reproduction. The defaults are the paper's; smaller ones show that it runs, not that it agrees.</summary>
public sealed record ReproductionOptions
{
    // "evaluate" in ASCII: fixed, so that results of different seeds are of the same episodes.
    internal const ulong EvaluationSeed = 0x6576616C75617465UL;

    /// <summary>Outer steps of every training: at least 1; null, the default, for each row's own, which is 70,000 in the MAML paper.</summary>
    public long? Iterations { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>Evaluation episodes of every cell, and validation episodes of every choice: at least 1; 600 by default.</summary>
    public int Episodes { get; init => field = Require.Positive(value); } = 600;

    /// <summary>
    /// Of initial parameters and training episodes; 0 by default. Validation episodes have a seed made from it, evaluation episodes a fixed one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">It is the evaluation episodes' seed or gives it for validation.</exception>
    public ulong Seed
    {
        get;
        init => field = value == EvaluationSeed || new TrainingOptions { Seed = value }.ValidationSeed == EvaluationSeed
            ? throw new ArgumentOutOfRangeException(nameof(Seed), value, "Is kept for the evaluation episodes; choose another.")
            : value;
    }

    /// <summary>Threads: at least 1; all cores by default. The result has the same bits for any number.</summary>
    public int Threads { get; init => field = Require.Positive(value); } = Environment.ProcessorCount;

    /// <summary>Where trained parameters are kept, so that a second run does not train again; null keeps nothing.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder of real data sets; null, the default, for the one that METALEARN_DATA names, or <c>../shared/data</c>.</summary>
    public string? Data { get; init; }

    /// <summary>Stamps the folder's record.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    internal long PaperIterations => Iterations ?? 70_000;

    internal TrainingOptions Training => new() { Iterations = PaperIterations, Seed = Seed, Threads = Threads, ValidationEpisodes = 0 };
}
