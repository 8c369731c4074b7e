using MetaLearn.Autodiff;
using MetaLearn.Optimizers;

namespace MetaLearn.Training;

/// <summary>Settings of the outer loop. Defaults: the sinusoids of Finn et al. (2017), appendix A.1.</summary>
public sealed record TrainingOptions
{
    /// <summary>Outer steps: at least 0; 70,000 by default.</summary>
    public long Iterations { get; init => field = Require.NotNegative(value); } = 70_000;

    /// <summary>Episodes averaged in one outer step: at least 1; 25 by default.</summary>
    public int MetaBatch { get; init => field = Require.Positive(value); } = 25;

    /// <summary>The outer loop's optimiser; Adam by default. Clipping and weight decay are its <see cref="Optimizers.Optimizer.Transformations"/>.</summary>
    public Optimizer Optimizer { get; init; } = new Adam();

    /// <summary>β, the outer learning rate of each iteration; 0.001 by default.</summary>
    public Schedule LearningRate { get; init; } = Schedules.Constant(0.001);

    /// <summary>Seed of the initial parameters and of the episodes; 0 by default. Validation draws from a stream of its own.</summary>
    public ulong Seed { get; init; }

    /// <summary>Threads: at least 1; all cores by default. The result has the same bits for any number.</summary>
    public int Threads { get; init => field = Require.Positive(value); } = Environment.ProcessorCount;

    /// <summary>Parts into which a meta-batch is cut for the threads: at least 1; 4 by default. Part of the result's bits.</summary>
    public int Shards { get; init => field = Require.Positive(value); } = Executor<float>.DefaultShards;

    /// <summary>Iterations between two validations and log lines: at least 1; 1000 by default.</summary>
    public long ValidateEvery { get; init => field = Require.Positive(value); } = 1000;

    /// <summary>Episodes of each validation: at least 0; 0 validates nothing and keeps the last parameters; 100 by default.</summary>
    public int ValidationEpisodes { get; init => field = Require.NotNegative(value); } = 100;

    /// <summary>Validations without a new best after which training stops: at least 1; never by default.</summary>
    public int? Patience { get; init => field = value is null ? null : Require.Positive(value.Value); }

    /// <summary>Seed that validation episodes are drawn with.</summary>
    public ulong ValidationSeed => Seed ^ 0x76616C6964617465UL;
}
