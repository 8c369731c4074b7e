using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Optimizers;

namespace MetaLearn.Training;

/// <summary>One outer step as programs, before memory is allocated for them: the meta-gradient over a meta-batch, and the optimiser's update.</summary>
internal sealed class OuterFormulas
{
    public OuterFormulas(MetaLearner learner, EpisodeShape shape, TrainingOptions options)
    {
        var parameters = learner.Parameters;
        Inputs = new(shape);
        Gradient = new(learner, Inputs, options);
        var learned = Enumerable.Range(0, parameters.Count).Where(i => !Gradient.Replaced.Contains(parameters[i])).ToArray();

        GradientInputs = [.. parameters.Select(p => new Input($"gradient of {p.Name}", p.Shape, isPerEpisode: false))];
        Parameter[] optimized = [.. learned.Select(i => parameters[i])];
        Slots = options.Optimizer.InitialState(optimized);
        State = [.. Slots.Select(slot => new Input(slot.Name, slot.Shape, isPerEpisode: false))];
        var next = options.Optimizer.Update(optimized, [.. learned.Select(i => GradientInputs[i])], State, Rate, Step);
        // What is replaced arrives in the place of its gradient.
        Expression[] nextParameters = [.. GradientInputs];
        for (var i = 0; i < learned.Length; i++) nextParameters[learned[i]] = next.Parameters[i];
        // Named as outputs, so that what is replaced has memory here although no update reads it.
        Update = Program.Compile<float>([.. nextParameters, .. next.State, .. parameters.Where(Gradient.Replaced.Contains)]);
        PeakBytes = Gradient.PeakBytes + Update.PeakBytes(episodes: 1);
    }

    public EpisodeInputs Inputs { get; }

    public MetaGradientPrograms Gradient { get; }

    /// <summary>The next parameters, then the optimiser's next state.</summary>
    public Program<float> Update { get; }

    /// <summary>Where <see cref="Update"/> takes what <see cref="Gradient"/> gives.</summary>
    public Input[] GradientInputs { get; }

    public IReadOnlyList<StateSlot> Slots { get; }

    public Input[] State { get; }

    public Input Rate { get; } = new("learning rate", Shape.Scalar, isPerEpisode: false);

    public Input Step { get; } = new("step", Shape.Scalar, isPerEpisode: false);

    /// <summary>Bytes that an outer loop of these allocates.</summary>
    public long PeakBytes { get; }
}
