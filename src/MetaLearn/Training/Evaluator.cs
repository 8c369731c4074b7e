using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Training;

/// <summary>Measures a learner on episodes of a source: the query loss after 0, 1, … inner steps, and a second measure if wanted. Compiled once; the same bits for any number of threads.</summary>
public sealed class Evaluator : IDisposable
{
    // Large enough to feed all threads, small enough for the caches.
    private const int BatchSize = 20;

    private readonly EpisodeShape shape;
    private readonly EpisodeExecutor executor;
    private readonly int rows;
    private readonly int measured;
    private readonly int innerSteps;

    /// <summary>Compiles the evaluation.</summary>
    /// <param name="learner">What is measured.</param>
    /// <param name="source">Where episodes come from.</param>
    /// <param name="innerSteps">Largest number of inner steps, at least 0.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="accuracy">What is measured beside the loss, such as <see cref="Losses.Loss.Accuracy"/>; nothing by default.</param>
    /// <exception cref="ShapeException">The learner's loss, or the accuracy, is not a scalar.</exception>
    public Evaluator(MetaLearner learner, IEpisodeSource source, int innerSteps, int threads = 1, LossFunction? accuracy = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(source);
        (shape, this.innerSteps) = (source.Shape, innerSteps);
        var inputs = new EpisodeInputs(shape);
        var program = Compiled(learner, inputs, innerSteps, accuracy);
        measured = accuracy is null ? 0 : program.Outputs.Count / 2;
        rows = program.Outputs.Count - measured;
        executor = new(learner, inputs, program, source, BatchSize, threads);
    }

    /// <summary>Bytes of values that this holds, episodes included.</summary>
    public long Bytes => executor.Bytes;

    /// <summary>What <see cref="Bytes"/> will be, before anything is allocated.</summary>
    /// <param name="learner">What is to be measured.</param>
    /// <param name="shape">Of the episodes.</param>
    /// <param name="innerSteps">Largest number of inner steps, at least 0.</param>
    /// <param name="threads">At least 1.</param>
    /// <param name="accuracy">As for the constructor.</param>
    public static long BytesOf(MetaLearner learner, EpisodeShape shape, int innerSteps, int threads = 1, LossFunction? accuracy = null)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(shape);
        return EpisodeExecutor.BytesOf(Compiled(learner, new(shape), innerSteps, accuracy), shape, BatchSize, threads);
    }

    /// <summary>Measures parameters on episodes 0 … episodes − 1 of a seed.</summary>
    /// <param name="parameters">Values of the learner's parameters, in order.</param>
    /// <param name="episodes">At least 1.</param>
    /// <param name="seed">Of the source.</param>
    public Evaluation Run(IReadOnlyList<float[]> parameters, int episodes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(episodes);
        executor.Load(parameters);
        var values = Enumerable.Range(0, rows + measured).Select(_ => new double[episodes]).ToArray();
        for (var first = 0; first < episodes; first += BatchSize)
        {
            // The last batch runs past the end; what is too much is computed and left out.
            executor.Run(seed, first);
            for (var row = 0; row < values.Length; row++)
                for (var i = 0; i < Math.Min(BatchSize, episodes - first); i++) values[row][first + i] = executor.Output(row)[i];
        }
        return new(new(episodes, seed, shape.SupportRows, shape.QueryRows, innerSteps), values[..rows]) { Accuracies = values[rows..] };
    }

    /// <summary>Ends the threads and gives the memory back.</summary>
    public void Dispose() => executor.Dispose();

    private static Program<float> Compiled(MetaLearner learner, EpisodeInputs inputs, int innerSteps, LossFunction? accuracy)
    {
        var predictions = learner.Predict(inputs.SupportX, inputs.SupportY, inputs.QueryX, innerSteps);
        Expression[] losses = [.. predictions.Select(prediction => learner.Loss(prediction, inputs.QueryY))];
        Expression[] measures = accuracy is null ? [] : [.. predictions.Select(prediction => accuracy(prediction, inputs.QueryY))];
        foreach (var loss in losses.Concat(measures))
            if (loss.Shape != Shape.Scalar) throw new ShapeException($"Evaluator: expected a loss that is a scalar of shape [], found {loss}; take its Mean or Sum.");
        return Program.Compile<float>([.. losses, .. measures]);
    }
}
