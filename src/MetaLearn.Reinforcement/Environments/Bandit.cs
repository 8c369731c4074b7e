using System.Numerics.Tensors;
using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// Arms that pay 1 or 0: the goal is each arm's probability of paying, p ~ U[0, 1]. One pull is a trajectory, so as many pulls as trajectories adapt a policy.
/// The observation is the constant 1; with 0, as elsewhere, a network of zero biases and rectifiers passes no gradient to its hidden layers.
/// </summary>
public sealed class Bandit : EnvironmentFamily
{
    /// <summary>A bandit.</summary>
    /// <param name="arms">At least 2; 5, 10 and 50 are usual.</param>
    public Bandit(int arms = 5) => Actions = new DiscreteActions(arms);

    /// <inheritdoc/>
    public override string Name => "bandit";

    /// <summary>1: the constant.</summary>
    public override int ObservationSize => 1;

    /// <inheritdoc/>
    public override ActionSpace Actions { get; }

    /// <summary>1: one pull.</summary>
    public override int Horizon => 1;

    /// <summary>One probability an arm.</summary>
    public override int GoalSize => ((DiscreteActions)Actions).Count;

    /// <inheritdoc/>
    public override void DrawGoal(RandomStream random, Span<double> goal)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var arm = 0; arm < GoalSize; arm++) goal[arm] = random.NextDouble();
    }

    /// <summary>The highest return that a policy which knows the goal can expect: the best arm's. Over all goals, arms / (arms + 1) on average.</summary>
    /// <param name="goal">Probabilities of paying.</param>
    public static double BestReturn(ReadOnlySpan<double> goal) => TensorPrimitives.Max(goal);

    /// <inheritdoc/>
    public override IEnvironment Create() => new Machine(GoalSize);

    private sealed class Machine(int arms) : IEnvironment
    {
        private readonly double[] pays = new double[arms];
        private RandomStream random = new(0);

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            goal.CopyTo(pays);
            this.random = random;
            observation[0] = 1;
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            observation[0] = 1;
            return new(random.NextDouble() < pays[DiscreteActions.Choice(action, arms)] ? 1 : 0);
        }

        public void Dispose()
        {
        }
    }
}
