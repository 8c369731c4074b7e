using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Training;

/// <summary>One outer step as two programs, before memory is allocated for them: the meta-gradient over a meta-batch, and the optimiser's update.</summary>
internal sealed class OuterFormulas
{
    public OuterFormulas(MetaLearner learner, EpisodeShape shape, Optimizer optimizer)
    {
        var parameters = learner.Parameters;
        Inputs = new(shape);
        var followed = learner.MetaGradientOf(Inputs);
        var (loss, gradients) = followed;
        var learned = Enumerable.Range(0, parameters.Count).Where(i => !followed.Replacements.ContainsKey(parameters[i])).ToArray();
        Unused = [.. learned.Where(i => IsZero(gradients[i])).Select(i => parameters[i].Name)];
        Gradient = Program.Compile<float>([MeanOverEpisodes(loss),
            .. parameters.Select((parameter, i) => MeanOverEpisodes(followed.Replacements.GetValueOrDefault(parameter, gradients[i])))]);

        GradientInputs = [.. parameters.Select(p => new Input($"gradient of {p.Name}", p.Shape, isPerEpisode: false))];
        Parameter[] optimized = [.. learned.Select(i => parameters[i])];
        Slots = optimizer.InitialState(optimized);
        State = [.. Slots.Select(slot => new Input(slot.Name, slot.Shape, isPerEpisode: false))];
        var next = optimizer.Update(optimized, [.. learned.Select(i => GradientInputs[i])], State, Rate, Step);
        // What is replaced arrives in the place of its gradient.
        Expression[] nextParameters = [.. GradientInputs];
        for (var i = 0; i < learned.Length; i++) nextParameters[learned[i]] = next.Parameters[i];
        Update = Program.Compile<float>([.. nextParameters, .. next.State]);
    }

    public EpisodeInputs Inputs { get; }

    /// <summary>Names of parameters that the meta-loss does not reach.</summary>
    public IReadOnlyList<string> Unused { get; }

    /// <summary>The meta-loss, then for each parameter its meta-gradient or what replaces it.</summary>
    public Program<float> Gradient { get; }

    /// <summary>The next parameters, then the optimiser's next state.</summary>
    public Program<float> Update { get; }

    /// <summary>Where <see cref="Update"/> takes what <see cref="Gradient"/> gives.</summary>
    public Input[] GradientInputs { get; }

    public IReadOnlyList<StateSlot> Slots { get; }

    public Input[] State { get; }

    public Input Rate { get; } = new("learning rate", Shape.Scalar, isPerEpisode: false);

    public Input Step { get; } = new("step", Shape.Scalar, isPerEpisode: false);

    /// <summary>Bytes that an outer loop of these allocates.</summary>
    public long PeakBytes(TrainingOptions options) => Gradient.PeakBytes(options.MetaBatch, options.Threads, options.Shards) + Update.PeakBytes(episodes: 1);
}
