using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Policies;

/// <summary>
/// A stochastic policy π(a | o): a module from observations <c>[rows, observation]</c> to the numbers of a distribution over actions, <c>[rows, distribution]</c>, which are kept with
/// every step of a trajectory. Adapting it is adapting a module.
/// </summary>
public abstract class Policy : Module
{
    /// <summary>Numbers of an observation.</summary>
    public abstract int ObservationSize { get; }

    /// <summary>Numbers that an action takes.</summary>
    public abstract int ActionSize { get; }

    /// <summary>Numbers that say what the distribution is.</summary>
    public abstract int DistributionSize { get; }

    /// <summary>log π(a | o) of each row.</summary>
    /// <param name="distribution">As the module gives it, <c>[rows, distribution]</c>.</param>
    /// <param name="actions"><c>[rows, action]</c>; constant for every derivative.</param>
    /// <returns><c>[rows]</c>.</returns>
    public abstract Expression LogProbability(Expression distribution, Expression actions);

    /// <summary>KL(from ‖ to) of each row, in nats.</summary>
    /// <param name="from"><c>[rows, distribution]</c>.</param>
    /// <param name="to"><c>[rows, distribution]</c>.</param>
    /// <returns><c>[rows]</c>, each at least 0.</returns>
    public abstract Expression Divergence(Expression from, Expression to);

    /// <summary>Draws an action.</summary>
    /// <param name="distribution">Of one row.</param>
    /// <param name="random">The action follows from it.</param>
    /// <param name="action">Filled.</param>
    public abstract void Draw(ReadOnlySpan<float> distribution, RandomStream random, Span<float> action);

    /// <summary>The likeliest action, without chance: a Gaussian's mean, the most probable choice.</summary>
    /// <param name="distribution">Of one row.</param>
    /// <param name="action">Filled.</param>
    public abstract void Likeliest(ReadOnlySpan<float> distribution, Span<float> action);

    /// <summary>
    /// The policy of the MAML paper (appendix A.2) for a family: an Mlp of two hidden layers of 100 with ReLU, Gaussian where actions are numbers and categorical where
    /// they are a choice; Xavier's uniform weights and zero biases.
    /// </summary>
    /// <param name="family">Gives the sizes.</param>
    /// <param name="hidden">Features of the hidden layers; 100 and 100 by default.</param>
    /// <param name="activation">Between them; ReLU by default.</param>
    public static Policy For(EnvironmentFamily family, IReadOnlyList<int>? hidden = null, Module? activation = null)
    {
        ArgumentNullException.ThrowIfNull(family);
        return Over(family, Network(family, 0, hidden, activation));
    }

    /// <summary>The same with a <see cref="ContextInput"/> before the network: the context-vector baseline, whose inner loop moves <c>0.context</c> alone.</summary>
    /// <param name="family">Gives the sizes.</param>
    /// <param name="contexts">Numbers of the context: at least 1.</param>
    /// <param name="hidden">Features of the hidden layers; 100 and 100 by default.</param>
    /// <param name="activation">Between them; ReLU by default.</param>
    public static Policy WithContext(EnvironmentFamily family, int contexts, IReadOnlyList<int>? hidden = null, Module? activation = null)
    {
        ArgumentNullException.ThrowIfNull(family);
        return Over(family, new Sequential(new ContextInput(contexts), Network(family, contexts, hidden, activation)));
    }

    private static Mlp Network(EnvironmentFamily family, int contexts, IReadOnlyList<int>? hidden, Module? activation) => new([family.ObservationSize + contexts, .. hidden ?? [100, 100], OutputsOf(family)])
    {
        Activation = activation ?? new Models.Relu(),
        WeightInitializer = Initializers.XavierUniform(),
        BiasInitializer = Initializers.Zeros,
    };

    private static int OutputsOf(EnvironmentFamily family) => family.Actions is DiscreteActions choice ? choice.Count : family.Actions.Size;

    private static Policy Over(EnvironmentFamily family, Module network) => family.Actions is DiscreteActions
        ? new CategoricalPolicy(network, family.ObservationSize, OutputsOf(family))
        : new GaussianPolicy(network, family.ObservationSize, OutputsOf(family));
}
