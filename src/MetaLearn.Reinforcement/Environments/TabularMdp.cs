using System.Numerics.Tensors;
using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// Random Markov decision processes (Duan et al., 2016, RL²): the goal is the process itself. For each state and action the next state's probabilities are drawn from
/// Dirichlet(1, …, 1) and the mean reward from N(1, 1); rewards are normal around it with deviation 1. Starts in state 0; the observation is the state, one-hot.
/// </summary>
public sealed class TabularMdp : EnvironmentFamily
{
    private readonly int actions;

    /// <summary>Processes of one size; the defaults are the published one.</summary>
    /// <param name="states">At least 1.</param>
    /// <param name="actions">At least 2.</param>
    /// <param name="horizon">Steps of a trajectory: at least 1.</param>
    public TabularMdp(int states = 10, int actions = 5, int horizon = 10)
    {
        (ObservationSize, Horizon, Actions) = (Require.Positive(states, nameof(states)), Require.Positive(horizon, nameof(horizon)), new DiscreteActions(actions));
        this.actions = actions;
    }

    /// <inheritdoc/>
    public override string Name => "mdp";

    /// <summary>States: the observation is one of them, one-hot.</summary>
    public override int ObservationSize { get; }

    /// <inheritdoc/>
    public override ActionSpace Actions { get; }

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <summary>Probabilities <c>[states, actions, next states]</c>, then mean rewards <c>[states, actions]</c>: 550 by default.</summary>
    public override int GoalSize => Pairs * ObservationSize + Pairs;

    private int Pairs => ObservationSize * actions;

    /// <inheritdoc/>
    public override void DrawGoal(RandomStream random, Span<double> goal)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var pair = 0; pair < Pairs; pair++)
        {
            // Exponential numbers divided by their sum are uniform over the simplex.
            var next = goal.Slice(pair * ObservationSize, ObservationSize);
            for (var i = 0; i < next.Length; i++) next[i] = -Math.Log(1 - random.NextDouble());
            TensorPrimitives.Divide(next, TensorPrimitives.Sum<double>(next), next);
        }
        for (var pair = 0; pair < Pairs; pair++) goal[Pairs * ObservationSize + pair] = 1 + random.Normal();
    }

    /// <summary>
    /// The highest return that a policy which knows the process can expect within the horizon, exactly, by value iteration backwards from its end:
    /// <c>Vₜ(s) = maxₐ r(s, a) + Σ p(s′ | s, a) · Vₜ₊₁(s′)</c>.
    /// </summary>
    /// <param name="goal">The process, <see cref="GoalSize"/> numbers.</param>
    public double BestReturn(ReadOnlySpan<double> goal)
    {
        if (goal.Length != GoalSize) throw new ArgumentException($"A goal of {Name} has {GoalSize} numbers, found {goal.Length}.", nameof(goal));
        var (after, value) = (new double[ObservationSize], new double[ObservationSize]);
        for (var step = 0; step < Horizon; step++)
        {
            for (var state = 0; state < ObservationSize; state++)
            {
                value[state] = double.NegativeInfinity;
                for (var pair = state * actions; pair < (state + 1) * actions; pair++)
                    value[state] = Math.Max(value[state], goal[Pairs * ObservationSize + pair] + TensorPrimitives.Dot(goal.Slice(pair * ObservationSize, ObservationSize), after));
            }
            (after, value) = (value, after);
        }
        return after[0];
    }

    /// <inheritdoc/>
    public override IEnvironment Create() => new Process(ObservationSize, actions, GoalSize);

    private sealed class Process(int states, int actions, int goalSize) : IEnvironment
    {
        private readonly double[] goal = new double[goalSize];
        private RandomStream random = new(0);
        private int state;

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            goal.CopyTo(this.goal);
            this.random = random;
            Enter(0, observation);
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            var pair = state * actions + DiscreteActions.Choice(action, actions);
            var reward = goal[states * actions * states + pair] + random.Normal();
            Enter(Draw(goal.AsSpan(pair * states, states)), observation);
            return new(reward);
        }

        public void Dispose()
        {
        }

        private void Enter(int next, Span<float> observation)
        {
            state = next;
            observation.Clear();
            observation[state] = 1;
        }

        // The last state takes what rounding leaves of the sum.
        private int Draw(ReadOnlySpan<double> probabilities)
        {
            var left = random.NextDouble();
            for (var i = 0; i < probabilities.Length - 1; i++)
                if ((left -= probabilities[i]) < 0) return i;
            return probabilities.Length - 1;
        }
    }
}
