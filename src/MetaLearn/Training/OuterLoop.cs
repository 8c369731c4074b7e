using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Training;

/// <summary>
/// One outer step as two programs: the meta-gradient, averaged over a meta-batch on all threads, and the optimiser's update. Both are
/// compiled once, the former for each shape of episodes. The next meta-batch is sampled by the same threads meanwhile; a step allocates nothing but what the source does, save where the
/// meta-gradient's formula changes and where a shape comes up for the first time: its memory is then kept.
/// </summary>
internal sealed class OuterLoop : IDisposable
{
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly TrainingOptions options;
    private readonly IReadOnlyList<ScheduledInput> schedules;
    private readonly OuterFormulas formulas;
    private readonly IReadOnlyList<MetaGradientPrograms> gradients;
    private readonly Executor<float> update;
    private readonly Input[] gradientInputs;
    private readonly Input[] state;

    private readonly IEpisodeSource source;
    private readonly Action<int> sample;
    private EpisodeBatch[] batches;
    private EpisodeBatch[] aheads;
    private long aheadFirst;
    private int aheadShape;
    private int shape;

    public OuterLoop(MetaLearner learner, IEpisodeSource source, TrainingOptions options)
    {
        (parameters, schedules, this.source, this.options) = (learner.Parameters, learner.Schedules, source, options);
        formulas = new(learner, source, options);
        (gradients, gradientInputs, state) = (formulas.Gradients, formulas.GradientInputs, formulas.State);
        (batches, aheads) = (Room(), Room());
        sample = part => aheads[aheadShape].FillPart(formulas.Sources[aheadShape], options.Seed, aheadFirst, part, options.Shards);
        update = formulas.Update.CreateExecutor(episodes: 1);
        for (var i = 0; i < state.Length; i++) update[state[i]].Fill((float)formulas.Slots[i].InitialValue);
    }

    /// <summary>Bytes of the meta-batch in use and the one that is sampled meanwhile.</summary>
    public long EpisodeBytes => EpisodeBytesOf(source.Shape, options);

    /// <summary>As <see cref="EpisodeBytes"/>, of a loop that is not made yet.</summary>
    public static long EpisodeBytesOf(EpisodeShape shape, TrainingOptions options) => 2 * EpisodeBatch.BytesOf(shape, options.MetaBatch);

    /// <summary>Names of parameters that the meta-loss does not reach: they stay as they are.</summary>
    public IReadOnlyList<string> Unused => gradients[0].Unused;

    /// <summary>Names of the optimiser's arrays.</summary>
    public IReadOnlyList<string> StateNames => [.. formulas.Slots.Select(slot => slot.Name)];

    /// <summary>Bytes of all values while training, known as soon as this is made.</summary>
    public long PeakBytes => gradients.Sum(one => one.PeakBytes) + update.Bytes;

    /// <summary>Floating-point operations of one meta-gradient over the meta-batch.</summary>
    public double OperationsPerIteration => (double)GradientExecutor.Program.OperationsPerEpisode * options.MetaBatch;

    /// <summary>What runs the meta-gradient, for timing it by itself.</summary>
    public Executor<float> GradientExecutor => gradients[shape].Executor;

    /// <summary>Present parameters.</summary>
    public IReadOnlyList<float[]> Parameters => [.. parameters.Select(parameter => update[parameter].ToArray())];

    /// <summary>Present arrays of the optimiser.</summary>
    public IReadOnlyList<float[]> OptimizerState => [.. state.Select(slot => update[slot].ToArray())];

    /// <summary>Sets where the next step starts from.</summary>
    public void Load(IReadOnlyList<float[]> values, IReadOnlyList<float[]>? optimizerState)
    {
        for (var i = 0; i < parameters.Count; i++)
        {
            values[i].CopyTo(update[parameters[i]]);
            CopyTo(values[i], GradientExecutor[parameters[i]]);
        }
        if (optimizerState is null) return;
        for (var i = 0; i < state.Length; i++) optimizerState[i].CopyTo(update[state[i]]);
    }

    /// <summary>The mean meta-loss of meta-batch number <paramref name="iteration"/> at the present parameters, which then take one step.</summary>
    /// <param name="iteration">0, 1, 2, …: fast when it goes up by one.</param>
    /// <exception cref="NonFiniteException">The loss, a gradient or what the step makes of it is NaN or infinite; the parameters are as before.</exception>
    public double Step(long iteration)
    {
        var first = checked(iteration * options.MetaBatch);
        (batches, aheads) = (aheads, batches);
        var before = shape;
        shape = ShapeAt(iteration);
        var batch = batches[shape];
        if (batch.FirstIndex != first) batch.Fill(formulas.Sources[shape], options.Seed, first);
        (aheadFirst, aheadShape) = (checked(first + options.MetaBatch), ShapeAt(iteration + 1));
        // They share their memory, which is now filled anew.
        foreach (var one in aheads) one.FirstIndex = -1;
        if (gradients[shape].Enter(iteration) || shape != before)
            for (var i = 0; i < parameters.Count; i++) CopyTo(update[parameters[i]], GradientExecutor[parameters[i]]);
        var (gradient, inputs) = (GradientExecutor, gradients[shape].Inputs);
        CopyTo(batch.SupportX.Span, gradient[inputs.SupportX]);
        CopyTo(batch.SupportY.Span, gradient[inputs.SupportY]);
        CopyTo(batch.QueryX.Span, gradient[inputs.QueryX]);
        CopyTo(batch.QueryY.Span, gradient[inputs.QueryY]);
        foreach (var (leaf, at) in schedules) gradient[leaf].Fill((float)at(iteration));
        gradient.Run(options.Seed, first, options.Shards, sample);
        aheads[aheadShape].FirstIndex = aheadFirst;
        var loss = gradient.Output(0)[0];
        var isFinite = float.IsFinite(loss);
        for (var i = 0; i < parameters.Count; i++)
        {
            var value = gradient.Output(i + 1);
            isFinite = isFinite && IsFinite(value);
            CopyTo(value, update[gradientInputs[i]]);
        }
        if (!isFinite) throw NonFiniteException.In(gradient, iteration, options.Seed, first);
        // Not every optimiser counts steps.
        update[formulas.Rate].Fill((float)options.LearningRate(iteration));
        update[formulas.Step].Fill(iteration + 1);
        update.Run();
        for (var i = 0; i < parameters.Count + state.Length; i++)
            if (!IsFinite(update.Output(i))) throw NonFiniteException.InStep(update, iteration);
        for (var i = 0; i < parameters.Count; i++)
        {
            update.Output(i).CopyTo(update[parameters[i]]);
            CopyTo(update.Output(i), gradient[parameters[i]]);
        }
        for (var i = 0; i < state.Length; i++) update.Output(parameters.Count + i).CopyTo(update[state[i]]);
        return loss;
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        foreach (var one in gradients) one.Dispose();
        update.Dispose();
    }

    private int ShapeAt(long iteration) => source is IVaryingEpisodes varying ? varying.SourceOf(options.Seed, iteration) : 0;

    // A meta-batch of each shape, all in the memory of the largest.
    private EpisodeBatch[] Room()
    {
        var room = new EpisodeBatch(source.Shape, options.MetaBatch);
        return [.. formulas.Sources.Select(one => room.Within(one.Shape))];
    }

    // A sum is NaN or infinite exactly when one of its terms is, overflow aside; one pass instead of a test an element.
    private static bool IsFinite(ReadOnlySpan<float> values) => float.IsFinite(System.Numerics.Tensors.TensorPrimitives.SumOfMagnitudes(values));

    // A leaf that no output depends on has no memory.
    private static void CopyTo(ReadOnlySpan<float> values, Span<float> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }
}
