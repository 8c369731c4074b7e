using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Training;

/// <summary>
/// A learner's meta-gradient of episodes of one shape, averaged over a meta-batch, as one program for each stretch of iterations in which its formula is the same. All are compiled
/// at once, so that memory is known beforehand; only one has its memory at a time.
/// </summary>
internal sealed class MetaGradientPrograms : IDisposable
{
    private readonly long[] starts;
    private readonly Program<float>[] programs;
    private readonly TrainingOptions options;
    private Executor<float>? executor;
    private int current;

    public MetaGradientPrograms(MetaLearner learner, EpisodeInputs inputs, TrainingOptions options)
    {
        (Inputs, this.options) = (inputs, options);
        starts = [0, .. learner.Changes];
        var followed = Array.ConvertAll(starts, start => learner.MetaGradientOf(inputs, start));
        var parameters = learner.Parameters;
        Replaced = followed[0].Replacements.Keys.ToHashSet();
        Unused = [.. parameters.Where((parameter, i) => !Replaced.Contains(parameter) && followed.All(one => IsZero(one.Gradients[i]))).Select(parameter => parameter.Name)];
        programs = Array.ConvertAll(followed, one => Program.Compile<float>([MeanOverEpisodes(one.Loss),
            .. parameters.Select((parameter, i) => MeanOverEpisodes(one.Replacements.GetValueOrDefault(parameter, one.Gradients[i])))]));
        PeakBytes = programs.Max(program => program.PeakBytes(options.MetaBatch, options.Threads, options.Shards));
    }

    /// <summary>
    /// Outputs: the mean meta-loss, then for each parameter its mean gradient, or its next value where it is replaced. Allocated when it is first asked for.
    /// </summary>
    public Executor<float> Executor => executor ??= Create();

    /// <summary>The leaves through which episodes enter.</summary>
    public EpisodeInputs Inputs { get; }

    /// <summary>Parameters that are replaced instead of optimised.</summary>
    public IReadOnlySet<Parameter> Replaced { get; }

    /// <summary>Names of parameters that the meta-loss reaches in no stretch.</summary>
    public IReadOnlyList<string> Unused { get; }

    /// <summary>Bytes of the largest program.</summary>
    public long PeakBytes { get; }

    /// <summary>Makes <see cref="Executor"/> that of an iteration.</summary>
    /// <returns>Whether it is a new one, whose leaves are not yet filled.</returns>
    public bool Enter(long iteration)
    {
        var stretch = starts.Length - 1;
        while (starts[stretch] > iteration) stretch--;
        if (stretch == current) return false;
        executor?.Dispose();
        current = stretch;
        executor = Create();
        return true;
    }

    /// <summary>Ends the threads and lets the memory go.</summary>
    public void Dispose()
    {
        executor?.Dispose();
        executor = null;
    }

    private Executor<float> Create() => programs[current].CreateExecutor(options.MetaBatch, options.Threads, options.Shards);
}
