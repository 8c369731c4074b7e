using System.Diagnostics;
using MetaLearn.Autodiff;
using MetaLearn.Optimizers;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>Steps of Adam on a loss of the adapted policies, as programs.</summary>
internal sealed class AdamStep : OuterStep
{
    private static readonly Adam Optimizer = new();

    private readonly OuterFormulas formulas;
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly int epochs;
    private readonly Input[] gradients;
    private readonly Input[] state;
    private readonly Input step = new("step", Shape.Scalar, isPerEpisode: false);
    private readonly Executor<float> slope;
    private readonly Executor<float> update;
    private readonly ParameterLayout layout;
    private readonly (string Name, float[] Values)[] kept;

    public AdamStep(OuterFormulas formulas, Expression loss, double rate, int epochs, int episodes, int threads)
    {
        (this.formulas, this.epochs, parameters) = (formulas, epochs, formulas.Maml.Parameters);
        layout = new(parameters);
        var sloping = Program.Compile<float>([.. ((Expression[])[loss, .. Functions.Gradient(loss, parameters)]).Select(Functions.MeanOverEpisodes)]);
        gradients = [.. parameters.Select(parameter => new Input($"gradient of {parameter.Name}", parameter.Shape, isPerEpisode: false))];
        var slots = Optimizer.InitialState(parameters);
        state = [.. slots.Select(slot => new Input(slot.Name, slot.Shape, isPerEpisode: false))];
        var next = Optimizer.Update(parameters, gradients, state, rate, step);
        var updating = Program.Compile<float>([.. next.Parameters, .. next.State]);
        // Nothing that must be ended was made before all that may fail.
        slope = sloping.CreateExecutor(episodes, threads);
        update = updating.CreateExecutor(episodes: 1);
        kept = [.. slots.Select(slot => (slot.Name, Enumerable.Repeat((float)slot.InitialValue, slot.Shape.Count).ToArray()))];
    }

    public override IReadOnlyList<(string Name, float[] Values)> State => kept;

    public override OuterReport Step(float[][] values, IReadOnlyList<TrajectoryBatch> phases, long iteration)
    {
        var from = Stopwatch.GetTimestamp();
        for (var i = 0; i < phases.Count; i++) formulas.Phases[i].Fill(slope, phases[i]);
        slope.Fill(formulas.Credit, EpisodeCredit.Of(phases[^1]));
        // All of an iteration or nothing: a step into NaN must not leave half an update behind.
        var (tried, moments) = (values.Select(array => (float[])array.Clone()).ToArray(), kept.Select(slot => (float[])slot.Values.Clone()).ToArray());
        var before = double.NaN;
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            var loss = Slope(tried);
            if (epoch == 0) before = loss;
            if (!Take(tried, moments, iteration * epochs + epoch)) return Report(false, before, before, from);
        }
        var after = Slope(tried);
        if (!double.IsFinite(after)) return Report(false, before, before, from);
        for (var i = 0; i < values.Length; i++) tried[i].CopyTo(values[i], 0);
        for (var i = 0; i < kept.Length; i++) moments[i].CopyTo(kept[i].Values, 0);
        return Report(true, before, after, from);
    }

    public override void Dispose()
    {
        slope.Dispose();
        update.Dispose();
    }

    private double Slope(float[][] values)
    {
        layout.Put(values, slope);
        slope.Run();
        return slope.Output(0)[0];
    }

    private bool Take(float[][] values, float[][] moments, long stepsBefore)
    {
        layout.Put(values, update);
        for (var i = 0; i < gradients.Length; i++) update.Fill(gradients[i], slope.Output(1 + i));
        for (var i = 0; i < state.Length; i++) update.Fill(state[i], moments[i]);
        update.Fill(step, [stepsBefore + 1]);
        update.Run();
        for (var i = 0; i < values.Length; i++) update.Output(i).CopyTo(values[i]);
        for (var i = 0; i < state.Length; i++) update.Output(values.Length + i).CopyTo(moments[i]);
        return values.Concat(moments).All(array => Array.TrueForAll(array, float.IsFinite));
    }

    private static OuterReport Report(bool isAccepted, double before, double after, long from)
        => new(isAccepted, before, after, double.NaN, 0, Stopwatch.GetElapsedTime(from), TimeSpan.Zero);
}
