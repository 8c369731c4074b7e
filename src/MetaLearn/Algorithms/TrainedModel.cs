using System.Collections.Concurrent;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Algorithms;

/// <summary>A learner with its learned parameters: adapts to a support set in one call. Thread-safe.</summary>
public sealed class TrainedModel
{
    private readonly ConcurrentBag<Executor<float>> free = [];
    private readonly EpisodeInputs inputs;
    private readonly PredictionPart prediction;
    private readonly Program<float> adaptation;

    /// <summary>Prepares adaptation for one number of support rows.</summary>
    /// <param name="learner">Of any kind.</param>
    /// <param name="parameters">Values of its parameters, in order; copied.</param>
    /// <param name="shape">Support rows and row shapes; the query rows do not matter.</param>
    /// <param name="innerSteps">Inner steps of an adaptation, at least 0.</param>
    /// <exception cref="ArgumentException">The parameters are not the learner's.</exception>
    public TrainedModel(MetaLearner learner, IReadOnlyList<float[]> parameters, EpisodeShape shape, int innerSteps)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegative(innerSteps);
        if (!parameters.Select(values => values.Length).SequenceEqual(learner.Parameters.Select(parameter => parameter.Shape.Count)))
            throw new ArgumentException($"The learner has parameters {string.Join(", ", learner.Parameters)}; the values given have other lengths.", nameof(parameters));
        (Learner, Shape, InnerSteps) = (learner, shape, innerSteps);
        Parameters = [.. parameters.Select(values => (float[])values.Clone())];
        inputs = new(shape);
        adaptation = Program.Compile<float>([.. Cut(rows: 1).State]);
        prediction = new(shape.XRow, rows =>
        {
            var part = Cut(rows);
            return (part.StateInputs, part.Query, part.Prediction);
        });
    }

    /// <summary>What was trained.</summary>
    public MetaLearner Learner { get; }

    /// <summary>Support rows and row shapes.</summary>
    public EpisodeShape Shape { get; }

    /// <summary>Inner steps of an adaptation.</summary>
    public int InnerSteps { get; }

    /// <summary>The learned values, in the order of the learner's parameters.</summary>
    public IReadOnlyList<float[]> Parameters { get; }

    /// <summary>Adapts to a support set.</summary>
    /// <param name="supportX"><c>[SupportRows, ..XRow]</c>, row-major.</param>
    /// <param name="supportY"><c>[SupportRows, ..YRow]</c>, row-major.</param>
    /// <exception cref="ArgumentException">A length is not what the shape needs, or a number is not finite.</exception>
    public AdaptedModel Adapt(ReadOnlySpan<float> supportX, ReadOnlySpan<float> supportY)
    {
        Check(supportX, inputs.SupportX, nameof(supportX));
        Check(supportY, inputs.SupportY, nameof(supportY));
        if (!free.TryTake(out var executor)) executor = Prepared();
        CopyTo(supportX, executor[inputs.SupportX]);
        CopyTo(supportY, executor[inputs.SupportY]);
        executor.Run();
        var state = new float[adaptation.Outputs.Count][];
        for (var i = 0; i < state.Length; i++) state[i] = executor.Output(i).ToArray();
        free.Add(executor);
        return new(prediction, state);
    }

    /// <summary>Adapts to a support set.</summary>
    /// <param name="support">As many examples as <see cref="Shape"/> says.</param>
    public AdaptedModel Adapt(Examples support)
    {
        ArgumentNullException.ThrowIfNull(support);
        return Adapt(support.X.Span, support.Y.Span);
    }

    private (IReadOnlyList<Expression> State, IReadOnlyList<Input> StateInputs, Input Query, Expression Prediction) Cut(int rows)
    {
        var query = new Input("query x", new([rows, .. Shape.XRow.Lengths]));
        var formula = Learner.Predict(inputs.SupportX, inputs.SupportY, query, InnerSteps)[^1];
        var (state, stateInputs, rest) = GraphCut.At(formula, query);
        return (state, stateInputs, query, rest);
    }

    private Executor<float> Prepared()
    {
        var executor = adaptation.CreateExecutor(episodes: 1);
        for (var i = 0; i < Parameters.Count; i++) CopyTo(Parameters[i], executor[Learner.Parameters[i]]);
        return executor;
    }

    private static void CopyTo(ReadOnlySpan<float> values, Span<float> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }

    private static void Check(ReadOnlySpan<float> values, Input leaf, string name)
    {
        if (values.Length != leaf.Shape.Count)
            throw new ArgumentException($"{leaf.Name} needs {leaf.Shape.Count} numbers for shape {leaf.Shape}, found {values.Length}.", name);
        foreach (var value in values)
            if (!float.IsFinite(value)) throw new ArgumentException($"{leaf.Name} holds {value}; every number must be finite.", name);
    }
}
