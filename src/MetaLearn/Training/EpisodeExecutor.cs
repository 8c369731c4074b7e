using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Training;

/// <summary>Formulas of an episode, computed for a learner's parameters on batches of a source's episodes.</summary>
/// <param name="learner">Whose parameters are given.</param>
/// <param name="inputs">The leaves of the formulas.</param>
/// <param name="program">The formulas.</param>
/// <param name="source">Where episodes come from.</param>
/// <param name="count">Episodes in a batch, at least 1.</param>
/// <param name="threads">At least 1.</param>
internal sealed class EpisodeExecutor(MetaLearner learner, EpisodeInputs inputs, Program<float> program, IEpisodeSource source, int count, int threads) : IDisposable
{
    private Executor<float>? running = program.CreateExecutor(count, threads);

    /// <summary>The episodes of the last run.</summary>
    public EpisodeBatch Batch { get; } = new(source.Shape, count);

    /// <summary>Bytes of values that this holds, episodes included.</summary>
    public long Bytes { get; } = BytesOf(program, source.Shape, count, threads);

    private Executor<float> Running => running ?? throw new ObjectDisposedException(nameof(EpisodeExecutor));

    /// <summary>What <see cref="Bytes"/> will be, before anything is allocated.</summary>
    public static long BytesOf(Program<float> program, EpisodeShape shape, int count, int threads) => program.PeakBytes(count, threads) + EpisodeBatch.BytesOf(shape, count);

    /// <summary>Takes values of the learner's parameters, in order.</summary>
    public void Load(IReadOnlyList<float[]> parameters)
    {
        for (var i = 0; i < parameters.Count; i++) Load(learner.Parameters[i], parameters[i]);
    }

    /// <summary>Computes episodes <c>first … first + count − 1</c>.</summary>
    public void Run(ulong seed, long first)
    {
        Batch.Fill(source, seed, first);
        Load(inputs.SupportX, Batch.SupportX.Span);
        Load(inputs.SupportY, Batch.SupportY.Span);
        Load(inputs.QueryX, Batch.QueryX.Span);
        Load(inputs.QueryY, Batch.QueryY.Span);
        Running.Run(seed, first);
    }

    /// <summary>A formula's values, episode after episode.</summary>
    public ReadOnlySpan<float> Output(int index) => Running.Output(index);

    /// <summary>Ends the threads and gives the memory back.</summary>
    public void Dispose()
    {
        if (running is null) return;
        running.Dispose();
        running = null;
        SpentMemory.GiveBack(Bytes);
    }

    // A leaf that no formula depends on has no memory: a learner may ignore its support set.
    private void Load(Expression leaf, ReadOnlySpan<float> values)
    {
        var memory = Running[leaf];
        if (!memory.IsEmpty) values.CopyTo(memory);
    }
}
