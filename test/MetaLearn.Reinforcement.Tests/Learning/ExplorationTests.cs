using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Tests.Learning;

/// <summary>
/// E-MAML's term on a two-armed bandit that is pulled once before adapting: with it the meta-gradient is the derivative of Σ_a π_θ(a) V(θ′(θ, a)), the exact expected return after adapting,
/// of which the plain outer loss leaves out how θ chooses the pull.
/// </summary>
public sealed class ExplorationTests
{
    private const double Rate = 0.7;

    private static readonly double[] Theta = [0.4, -0.3, 0.2, 0.5], Rewards = [1, 3];

    [Fact]
    public void With_its_term_the_meta_gradient_is_exact_and_without_it_it_is_not()
    {
        var exact = Values.Slopes(Expected, Theta).Select(slope => -slope[0]).ToArray();
        Near.Equal(exact, MetaGradient(exploration: 1), 1e-8);
        Assert.True(exact.Zip(MetaGradient(exploration: 0), (a, b) => Math.Abs(a - b)).Max() > 0.05);
    }

    // Σ_a π_θ(a) of the meta-gradient after pull a.
    private static double[] MetaGradient(double exploration)
    {
        var sum = new double[Theta.Length];
        for (var pull = 0; pull < 2; pull++)
        {
            var maml = new PolicyMaml(new CategoricalPolicy(new Mlp(1, 2), 1, 2)) { InnerLearningRate = Rate };
            var formulas = new OuterFormulas(maml, trajectories: 2, horizon: 1, exploration);
            var chances = Chances(Theta);
            var adapted = Chances(Adapted(Theta, pull));
            var values = new Dictionary<Expression, double[]> { [maml.Policy.Parameters[0]] = Theta[..2], [maml.Policy.Parameters[1]] = Theta[2..], [formulas.Credit] = [Value(adapted)] };
            // The pull, twice with half the weight each; then both arms by their chances.
            Fill(formulas.Phases[0], [pull, pull], [0.5, 0.5], Theta);
            Fill(formulas.Phases[1], [0, 1], adapted, Adapted(Theta, pull));
            var slope = Program.Evaluate(Functions.Gradient(formulas.Loss, maml.Policy.Parameters), values).SelectMany(array => array).ToArray();
            for (var i = 0; i < sum.Length; i++) sum[i] += chances[pull] * slope[i];

            void Fill(PhaseInputs phase, double[] actions, double[] weights, double[] theta)
            {
                (values[phase.Observations], values[phase.Actions], values[phase.Weights]) = ([1, 1], actions, weights);
                values[phase.Advantages] = [.. actions.Select(action => Rewards[(int)action])];
                values[phase.Distribution] = [.. Logits(theta), .. Logits(theta)];
            }
        }
        return sum;
    }

    private static double[] Expected(double[] theta)
    {
        var chances = Chances(theta);
        return [Enumerable.Range(0, 2).Sum(pull => chances[pull] * Value(Chances(Adapted(theta, pull))))];
    }

    // θ + α r(a) ∇log π(a): by the bias and by the weight of the observation, which is 1, alike.
    private static double[] Adapted(double[] theta, int pull)
    {
        var chances = Chances(theta);
        return [.. theta.Select((value, i) => value + Rate * Rewards[pull] * ((i % 2 == pull ? 1 : 0) - chances[i % 2]))];
    }

    private static double Value(double[] chances) => chances[0] * Rewards[0] + chances[1] * Rewards[1];

    private static double[] Logits(double[] theta) => [theta[0] + theta[2], theta[1] + theta[3]];

    private static double[] Chances(double[] theta)
    {
        var powers = Logits(theta).Select(Math.Exp).ToArray();
        return [powers[0] / powers.Sum(), powers[1] / powers.Sum()];
    }
}
