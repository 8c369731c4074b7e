using System.Collections.Concurrent;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Algorithms;

/// <summary>The half of a learner that computes an adapted state from one number of support rows, run by any number of threads.</summary>
internal sealed class AdaptationPart
{
    private readonly ConcurrentBag<Executor<float>> free = [];
    private readonly MetaLearner learner;
    private readonly IReadOnlyList<float[]> parameters;
    private readonly EpisodeInputs inputs;
    private readonly Program<float> program;

    /// <summary>Compiles adaptation.</summary>
    /// <param name="learner">Of any kind.</param>
    /// <param name="parameters">Its values; not changed by anyone.</param>
    /// <param name="shape">Support rows and row shapes.</param>
    /// <param name="innerSteps">Of an adaptation.</param>
    /// <param name="shared">Gives the prediction part for a formula, the same for equal ones.</param>
    public AdaptationPart(MetaLearner learner, IReadOnlyList<float[]> parameters, EpisodeShape shape, int innerSteps, Func<string, Func<PredictionPart>, PredictionPart> shared)
    {
        (this.learner, this.parameters) = (learner, parameters);
        inputs = new(shape with { QueryRows = 1 });
        var formula = learner.Predict(inputs.SupportX, inputs.SupportY, inputs.QueryX, innerSteps)[^1];
        Fingerprint = Functions.Fingerprint([formula]);
        var cut = GraphCut.At(formula, inputs.QueryX, inputs.SupportX, inputs.SupportY);
        program = Program.Compile<float>(cut.State);
        StateShapes = [.. cut.State.Select(value => value.Shape)];
        Prediction = shared(
            Functions.Fingerprint([cut.Prediction, .. cut.StateInputs, .. cut.Common]), () => new(cut, inputs.QueryX, CommonValues(cut)));
    }

    /// <summary>Of the whole formula, support set to prediction.</summary>
    public string Fingerprint { get; }

    /// <summary>Shapes of the adapted state's arrays.</summary>
    public IReadOnlyList<Shape> StateShapes { get; }

    /// <summary>Predicts from the state.</summary>
    public PredictionPart Prediction { get; }

    /// <summary>When it was last used, counted in uses of the model.</summary>
    public long LastUse { get; set; }

    public float[][] Run(ReadOnlySpan<float> supportX, ReadOnlySpan<float> supportY)
    {
        if (!free.TryTake(out var executor)) executor = Prepared(program);
        CopyTo(supportX, executor[inputs.SupportX]);
        CopyTo(supportY, executor[inputs.SupportY]);
        executor.Run();
        var state = new float[program.Outputs.Count][];
        for (var i = 0; i < state.Length; i++) state[i] = executor.Output(i).ToArray();
        free.Add(executor);
        return state;
    }

    private float[][] CommonValues(GraphCut cut)
    {
        using var executor = Prepared(Program.Compile<float>(cut.Common));
        executor.Run();
        return [.. cut.Common.Select((_, i) => executor.Output(i).ToArray())];
    }

    private Executor<float> Prepared(Program<float> program)
    {
        var executor = program.CreateExecutor(episodes: 1);
        for (var i = 0; i < parameters.Count; i++) CopyTo(parameters[i], executor[learner.Parameters[i]]);
        return executor;
    }

    private static void CopyTo(ReadOnlySpan<float> values, Span<float> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }
}
