using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Training;

/// <summary>
/// One outer step as two programs: the meta-gradient, averaged over a meta-batch on all threads, and the optimiser's update. Both are
/// compiled once; a step allocates nothing.
/// </summary>
internal sealed class OuterLoop : IDisposable
{
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly TrainingOptions options;
    private readonly IReadOnlyList<ScheduledInput> schedules;
    private readonly OuterFormulas formulas;
    private readonly EpisodeInputs inputs;
    private readonly Executor<float> gradient;
    private readonly Executor<float> update;
    private readonly Input[] gradientInputs;
    private readonly Input[] state;

    public OuterLoop(MetaLearner learner, EpisodeShape shape, TrainingOptions options)
    {
        (parameters, schedules, this.options) = (learner.Parameters, learner.Schedules, options);
        formulas = new(learner, shape, options.Optimizer);
        (inputs, gradientInputs, state) = (formulas.Inputs, formulas.GradientInputs, formulas.State);
        gradient = formulas.Gradient.CreateExecutor(options.MetaBatch, options.Threads, options.Shards);
        update = formulas.Update.CreateExecutor(episodes: 1);
        for (var i = 0; i < state.Length; i++) update[state[i]].Fill((float)formulas.Slots[i].InitialValue);
    }

    /// <summary>Names of parameters that the meta-loss does not reach: they stay as they are.</summary>
    public IReadOnlyList<string> Unused => formulas.Unused;

    /// <summary>Names of the optimiser's arrays.</summary>
    public IReadOnlyList<string> StateNames => [.. formulas.Slots.Select(slot => slot.Name)];

    /// <summary>Bytes of all values while training, known as soon as this is made.</summary>
    public long PeakBytes => gradient.Bytes + update.Bytes;

    /// <summary>Floating-point operations of one meta-gradient over the meta-batch.</summary>
    public double OperationsPerIteration => (double)gradient.Program.OperationsPerEpisode * options.MetaBatch;

    /// <summary>What runs the meta-gradient, for timing it by itself.</summary>
    public Executor<float> GradientExecutor => gradient;

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
            CopyTo(values[i], gradient[parameters[i]]);
        }
        if (optimizerState is null) return;
        for (var i = 0; i < state.Length; i++) optimizerState[i].CopyTo(update[state[i]]);
    }

    /// <summary>The mean meta-loss of the batch at the present parameters, which then take one step.</summary>
    /// <param name="batch">As many episodes as the meta-batch.</param>
    /// <param name="iteration">0, 1, 2, …</param>
    /// <exception cref="NonFiniteException">The loss, a gradient or what the step makes of it is NaN or infinite; the parameters are as before.</exception>
    public double Step(EpisodeBatch batch, long iteration)
    {
        CopyTo(batch.SupportX.Span, gradient[inputs.SupportX]);
        CopyTo(batch.SupportY.Span, gradient[inputs.SupportY]);
        CopyTo(batch.QueryX.Span, gradient[inputs.QueryX]);
        CopyTo(batch.QueryY.Span, gradient[inputs.QueryY]);
        foreach (var (leaf, at) in schedules) gradient[leaf].Fill((float)at(iteration));
        gradient.Run(options.Seed, batch.FirstIndex);
        var loss = gradient.Output(0)[0];
        var isFinite = float.IsFinite(loss);
        for (var i = 0; i < parameters.Count; i++)
        {
            var value = gradient.Output(i + 1);
            isFinite = isFinite && IsFinite(value);
            CopyTo(value, update[gradientInputs[i]]);
        }
        if (!isFinite) throw NonFiniteException.In(gradient, iteration, options.Seed, batch.FirstIndex);
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
        gradient.Dispose();
        update.Dispose();
    }

    // A sum is NaN or infinite exactly when one of its terms is, overflow aside; one pass instead of a test an element.
    private static bool IsFinite(ReadOnlySpan<float> values) => float.IsFinite(System.Numerics.Tensors.TensorPrimitives.SumOfMagnitudes(values));

    // A leaf that no output depends on has no memory.
    private static void CopyTo(ReadOnlySpan<float> values, Span<float> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }
}
