using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Optimizers;

namespace MetaLearn.Training;

/// <summary>One outer step as programs, before memory is allocated for them: the meta-gradient over a meta-batch, one for each shape of episodes, and the optimiser's update.</summary>
internal sealed class OuterFormulas
{
    public OuterFormulas(MetaLearner learner, IEpisodeSource source, TrainingOptions options)
    {
        var parameters = learner.Parameters;
        Sources = source is IVaryingEpisodes varying ? varying.Sources : [source];
        Gradients = [.. Sources.Select(one => new MetaGradientPrograms(learner, new(one.Shape), options))];
        var replaced = Gradients[0].Replaced;
        var learned = Enumerable.Range(0, parameters.Count).Where(i => !replaced.Contains(parameters[i])).ToArray();

        GradientInputs = [.. parameters.Select(p => new Input($"gradient of {p.Name}", p.Shape, isPerEpisode: false))];
        Parameter[] optimized = [.. learned.Select(i => parameters[i])];
        Slots = options.Optimizer.InitialState(optimized);
        State = [.. Slots.Select(slot => new Input(slot.Name, slot.Shape, isPerEpisode: false))];
        var next = options.Optimizer.Update(optimized, [.. learned.Select(i => GradientInputs[i])], State, Rate, Step);
        // What is replaced arrives in the place of its gradient.
        Expression[] nextParameters = [.. GradientInputs];
        for (var i = 0; i < learned.Length; i++) nextParameters[learned[i]] = next.Parameters[i];
        // Named as outputs, so that what is replaced has memory here although no update reads it.
        Update = Program.Compile<float>([.. nextParameters, .. next.State, .. parameters.Where(replaced.Contains)]);
        PeakBytes = Gradients.Sum(one => one.PeakBytes) + Update.PeakBytes(episodes: 1);
    }

    /// <summary>Where episodes of each shape come from.</summary>
    public IReadOnlyList<IEpisodeSource> Sources { get; }

    /// <summary>The meta-gradient for each of <see cref="Sources"/>.</summary>
    public IReadOnlyList<MetaGradientPrograms> Gradients { get; }

    /// <summary>The next parameters, then the optimiser's next state.</summary>
    public Program<float> Update { get; }

    /// <summary>Where <see cref="Update"/> takes what <see cref="Gradients"/> give.</summary>
    public Input[] GradientInputs { get; }

    public IReadOnlyList<StateSlot> Slots { get; }

    public Input[] State { get; }

    public Input Rate { get; } = new("learning rate", Shape.Scalar, isPerEpisode: false);

    public Input Step { get; } = new("step", Shape.Scalar, isPerEpisode: false);

    /// <summary>Bytes that an outer loop of these allocates.</summary>
    public long PeakBytes { get; }
}
