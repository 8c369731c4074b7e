using MetaLearn.Algorithms;
using MetaLearn.Episodes;

namespace MetaLearn.Training;

/// <summary>
/// The outer loop: meta-batches, optimiser, validation with patience. It writes nothing; what it reports can be recorded
/// (by a run recorder). The result has the same bits for any number of threads and however often it is stopped and continued.
/// </summary>
public sealed class Trainer : IDisposable
{
    private readonly MetaLearner learner;
    private readonly TrainingOptions options;
    private readonly OuterLoop loop;
    private readonly Evaluator? validator;

    /// <summary>Compiles the training.</summary>
    /// <param name="learner">What is trained.</param>
    /// <param name="source">Training episodes.</param>
    /// <param name="options">Settings of the outer loop.</param>
    /// <param name="validation">Validation episodes: other problems than the training ones; null validates nothing.</param>
    public Trainer(MetaLearner learner, IEpisodeSource source, TrainingOptions options, IEpisodeSource? validation = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        (this.learner, this.options) = (learner, options);
        loop = new(learner, source, options);
        if (validation is not null && options.ValidationEpisodes > 0) validator = new(learner, validation, learner.InnerSteps, options.Threads);
    }

    /// <summary>Names of parameters that the meta-loss does not reach: their gradient is zero and they stay as they are.</summary>
    public IReadOnlyList<string> UnusedParameters => loop.Unused;

    /// <summary>Names of the outer optimiser's arrays, in the order of <see cref="TrainingState.OptimizerState"/>.</summary>
    public IReadOnlyList<string> OptimizerStateNames => loop.StateNames;

    /// <summary>Bytes of values that training holds, exact and known before it starts.</summary>
    public long PeakBytes => loop.PeakBytes;

    /// <summary>All that training holds, as it is allocated.</summary>
    public TrainingMemory Memory => new(loop.PeakBytes, validator?.Bytes ?? 0, loop.EpisodeBytes);

    /// <summary>What <see cref="Memory"/> of a trainer will be: its programs are compiled, nothing is allocated.</summary>
    /// <param name="learner">What is to be trained.</param>
    /// <param name="source">Training episodes.</param>
    /// <param name="options">Settings of the outer loop.</param>
    /// <param name="validation">Validation episodes; null validates nothing.</param>
    public static TrainingMemory MemoryOf(MetaLearner learner, IEpisodeSource source, TrainingOptions options, IEpisodeSource? validation = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        var validates = validation is not null && options.ValidationEpisodes > 0;
        return new(
            new OuterFormulas(learner, source, options).PeakBytes,
            validates ? Evaluator.BytesOf(learner, validation!.Shape, learner.InnerSteps, options.Threads) : 0, // Not null where it validates.
            OuterLoop.EpisodeBytesOf(source.Shape, options));
    }

    /// <summary>Where training starts: the learner's initial values of the options' seed.</summary>
    public TrainingState Start()
    {
        loop.Load([.. learner.InitialValues(options.Seed).Select(values => Array.ConvertAll(values, value => (float)value))], null);
        return new() { Iteration = 0, Parameters = loop.Parameters, OptimizerState = loop.OptimizerState };
    }

    /// <summary>Trains to the end, to the end of patience, or until cancelled, which ends it after the iteration in hand.</summary>
    /// <param name="from">A state of the same training; null starts anew.</param>
    /// <param name="report">Called at each validation and at the end, on this thread.</param>
    /// <param name="tick">Called after every iteration with the number done; must be cheap.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The state it stopped in.</returns>
    /// <exception cref="NonFiniteException">A loss or gradient is NaN or infinite.</exception>
    public TrainingState Run(
        TrainingState? from = null, Action<TrainingProgress>? report = null, Action<long>? tick = null, CancellationToken cancellation = default)
    {
        var state = from ?? Start();
        loop.Load(state.Parameters, state.OptimizerState);
        var (iteration, pendingLoss, pending) = (state.Iteration, state.PendingLoss, state.PendingIterations);
        while (iteration < options.Iterations && !IsOutOfPatience(state) && !cancellation.IsCancellationRequested)
        {
            pendingLoss += loop.Step(iteration++);
            pending++;
            tick?.Invoke(iteration);
            if (iteration % options.ValidateEvery != 0 && iteration != options.Iterations) continue;
            state = Validated(Snapshot(state, iteration, 0, 0), out var validation);
            report?.Invoke(Progress(state, pendingLoss / pending, validation));
            (pendingLoss, pending) = (0, 0);
        }
        if (state.Iteration == iteration) return state;
        state = Snapshot(state, iteration, pendingLoss, pending);
        report?.Invoke(Progress(state, pendingLoss / pending, null));
        return state;
    }

    /// <summary>Ends the threads and gives the memory back.</summary>
    public void Dispose()
    {
        loop.Dispose();
        validator?.Dispose();
        SpentMemory.GiveBack(PeakBytes);
    }

    private bool IsOutOfPatience(TrainingState state) => options.Patience is { } patience && state.ValidationsSinceBest >= patience;

    private TrainingState Snapshot(TrainingState state, long iteration, double pendingLoss, long pending) => state with
    {
        Iteration = iteration,
        Parameters = loop.Parameters,
        OptimizerState = loop.OptimizerState,
        PendingLoss = pendingLoss,
        PendingIterations = pending,
    };

    private TrainingState Validated(TrainingState state, out Estimate? validation)
    {
        validation = null;
        if (validator is null) return state;
        var estimate = validator.Run(state.Parameters, options.ValidationEpisodes, options.ValidationSeed).ByStep[^1];
        validation = estimate;
        return estimate.Mean < state.BestValidation
            ? state with { BestParameters = state.Parameters, BestValidation = estimate.Mean, BestIteration = state.Iteration, ValidationsSinceBest = 0 }
            : state with { ValidationsSinceBest = state.ValidationsSinceBest + 1 };
    }

    private TrainingProgress Progress(TrainingState state, double metaLoss, Estimate? validation) => new(
        state.Iteration, options.Iterations, metaLoss, options.LearningRate(Math.Max(0, state.Iteration - 1)), validation,
        validation is not null && state.BestIteration == state.Iteration, state);
}
