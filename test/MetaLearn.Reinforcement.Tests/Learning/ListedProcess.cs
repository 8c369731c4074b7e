using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Tests.Learning;

/// <summary>
/// A decision process of two states and two actions that starts in state 0: one step, which is a two-armed bandit, or two. All trajectories are listed, with their probabilities as
/// the weights of their rows, so that sums over rows are exact expectations. Evaluated in double.
/// </summary>
internal sealed class ListedProcess
{
    private const double Discount = 0.9;

    // By state and action; and the probability of going on to state 1 after each action.
    private static readonly double[][] Rewards = [[1, 3], [-2, 0.5]];
    private static readonly double[] ToState1 = [0.3, 0.8];

    private readonly Dictionary<Expression, double[]> values = [];
    private readonly int steps;

    public ListedProcess(int steps, PolicyObjective objective, double[] theta)
    {
        this.steps = steps;
        Maml = new(new CategoricalPolicy(new Mlp(2, 2), 2, 2)) { Objective = objective, InnerLearningRate = 0.7 };
        Formulas = new(Maml, steps == 1 ? 2 : 8, steps);
        (values[Theta[0]], values[Theta[1]]) = (theta[..4], theta[4..]);
        for (var i = 0; i < Formulas.Phases.Length; i++) Fill(Formulas.Phases[i], Maml.Path(Theta, Formulas.Phases[..i])[^1]);
    }

    public PolicyMaml Maml { get; }

    public OuterFormulas Formulas { get; }

    public IReadOnlyList<Parameter> Theta => Maml.Policy.Parameters;

    public double[] this[Expression leaf] => values[leaf];

    /// <summary>Formulas' values one after the other.</summary>
    public double[] Of(params IReadOnlyList<Expression> formulas) => [.. Program.Evaluate(formulas, values).SelectMany(array => array)];

    /// <summary>J, the exact expected discounted return of a policy that acts with some parameters in the first step and others in the second.</summary>
    public Expression Return(IReadOnlyList<Expression> first, IReadOnlyList<Expression> second)
    {
        var states = Constant([1, 0, 0, 1], new(2, 2));
        var rewards = Constant([.. Rewards[0], .. Rewards[1]], new(2, 2));
        var ofActions = Slice(rewards, 0, 0, 1);
        if (steps == 2)
        {
            var ofStates = Sum(Softmax(Maml.Policy.Apply(states, second)) * rewards, [1], keepDimensions: true);
            var transitions = Constant([.. ToState1.SelectMany(p => new[] { 1 - p, p })], new(2, 2));
            ofActions += Discount * Reshape(MatMul(transitions, ofStates), new(1, 2));
        }
        return Sum(Slice(Softmax(Maml.Policy.Apply(states, first)), 0, 0, 1) * ofActions);
    }

    /// <summary>∇²f v in θ.</summary>
    public double[] CurvatureTimes(Expression scalar, double[] v) => Of(Gradient(Along(Gradient(scalar, Theta), v), Theta));

    /// <summary>⟨x, v⟩.</summary>
    public static Expression Along(IReadOnlyList<Expression> x, double[] v) => Sum(x[0] * Constant(v.AsSpan(0, 4), new(2, 2))) + Sum(x[1] * Constant(v.AsSpan(4), new(2)));

    private void Fill(PhaseInputs phase, IReadOnlyList<Expression> theta)
    {
        foreach (var leaf in (Input[])[phase.Observations, phase.Distribution, phase.Actions, phase.Advantages, phase.Weights, phase.DiscountedRewards, phase.DiscountedValues])
            values[leaf] = new double[leaf.Shape.Count];
        for (var i = 0; i < phase.Trajectories; i++)
        {
            // The digits of a trajectory's number: the first action, the second state, the second action.
            int[] states = [0, i / 2 % 2], actions = [i % 2, i / 4];
            for (var step = 0; step < steps; step++)
            {
                var row = i * steps + step;
                var (state, action) = (states[step], actions[step]);
                (values[phase.Observations][2 * row + state], values[phase.Actions][row]) = (1, action);
                values[phase.DiscountedRewards][row] = (step == 0 ? 1 : Discount) * Rewards[state][action];
                // A baseline that is some function of the state.
                values[phase.DiscountedValues][row] = (step == 0 ? 1 : Discount) * (state == 0 ? 1.5 : -0.5);
            }
        }
        values[phase.Distribution] = Of(Maml.Policy.Apply(phase.Observations, theta));
        var chances = Of(Exp(Maml.Policy.LogProbability(phase.Distribution, phase.Actions)));
        for (var i = 0; i < phase.Trajectories; i++)
        {
            var (first, last) = (i * steps, i * steps + steps - 1);
            var p = ToState1[i % 2];
            var weight = steps == 1 ? chances[first] : chances[first] * (i / 2 % 2 == 1 ? p : 1 - p) * chances[last];
            for (var row = last; row >= first; row--)
            {
                values[phase.Weights][row] = weight;
                values[phase.Advantages][row] = values[phase.DiscountedRewards][row] + (row < last ? values[phase.Advantages][row + 1] : 0);
            }
        }
    }
}
