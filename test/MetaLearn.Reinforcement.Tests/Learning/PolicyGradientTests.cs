using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Learning;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Tests.Learning;

/// <summary>The objectives' derivatives in expectation, against the exact expected return J of a two-armed bandit (1 step) and of a process of 2 steps.</summary>
public sealed class PolicyGradientTests
{
    private static readonly double[] Theta = [0.4, -0.3, 0.2, 0.5, -0.1, 0.3], V = [1, -0.5, 0.3, 0.8, -1.2, 0.6];

    [Theory]
    [InlineData(1, PolicyObjective.PolicyGradient)]
    [InlineData(1, PolicyObjective.LikelihoodRatio)]
    [InlineData(1, PolicyObjective.Dice)]
    [InlineData(2, PolicyObjective.PolicyGradient)]
    [InlineData(2, PolicyObjective.LikelihoodRatio)]
    [InlineData(2, PolicyObjective.Dice)]
    public void Every_objective_has_the_exact_gradient(int steps, PolicyObjective objective)
    {
        var process = new ListedProcess(steps, objective, Theta);
        Assert.Equal(steps, process[process.Formulas.Phases[0].Weights].Sum(), 12);
        Near.Equal(Exact(process, J => Gradient(-J, process.Theta)), process.Of(Gradient(Inner(process), process.Theta)));
    }

    [Theory]
    [InlineData(1, PolicyObjective.LikelihoodRatio)]
    [InlineData(1, PolicyObjective.Dice)]
    [InlineData(2, PolicyObjective.Dice)]
    public void The_second_derivative_is_exact(int steps, PolicyObjective objective)
    {
        var process = new ListedProcess(steps, objective, Theta);
        Near.Equal(process.CurvatureTimes(-process.Return(process.Theta, process.Theta), V), process.CurvatureTimes(Inner(process), V));
    }

    [Fact]
    public void The_likelihood_ratio_leaves_out_how_earlier_actions_bear_on_later_ones()
    {
        // Rothfuss et al. 2019, section 4: ∂²J/∂θ₀² + ∂²J/∂θ₁² of the policies of each step, without the mixed derivatives.
        var process = new ListedProcess(2, PolicyObjective.LikelihoodRatio, Theta);
        Expression[] first = [.. process.Theta.Select(theta => theta + 0)], second = [.. process.Theta.Select(theta => theta + 0)];
        var J = -process.Return(first, second);
        var alone = process.Of(Gradient(ListedProcess.Along(Gradient(J, first), V), first))
            .Zip(process.Of(Gradient(ListedProcess.Along(Gradient(J, second), V), second)), (a, b) => a + b);
        var found = process.CurvatureTimes(Inner(process), V);
        Near.Equal([.. alone], found);
        Assert.True(Distance(process.CurvatureTimes(-process.Return(process.Theta, process.Theta), V), found) > 0.05);
    }

    [Fact]
    public void The_plain_objective_leaves_out_the_scores_squares()
    {
        var process = new ListedProcess(1, PolicyObjective.PolicyGradient, Theta);
        double[] exact = process.CurvatureTimes(-process.Return(process.Theta, process.Theta), V), found = process.CurvatureTimes(Inner(process), V);
        Near.Equal([.. exact.Zip(ScoresSquareTimes(process, V), (value, left) => value + left)], found);
        Assert.True(Distance(exact, found) > 0.05);
    }

    [Theory]
    [InlineData(1, PolicyObjective.LikelihoodRatio)]
    [InlineData(1, PolicyObjective.Dice)]
    [InlineData(2, PolicyObjective.Dice)]
    public void The_meta_gradient_is_the_derivative_of_the_exact_return_after_adapting(int steps, PolicyObjective objective)
    {
        var process = new ListedProcess(steps, objective, Theta);
        var differences = Values.Slopes(theta => ReturnAfterAdapting(steps, theta), Theta);
        Near.Equal([.. differences.Select(slope => -slope[0])], process.Of(Gradient(process.Formulas.Loss, process.Theta)), 1e-8);
    }

    [Fact]
    public void The_plain_meta_gradient_leaves_out_the_sampling_of_what_the_policy_adapts_to()
    {
        // Exact: −(I + α ∇²J(θ)) ∇J(θ′). Plain: without α E[A ∇log π ∇log πᵀ] ∇J(θ′) of ∇²J, which is how θ chooses the actions it learns from.
        var process = new ListedProcess(1, PolicyObjective.PolicyGradient, Theta);
        double[] exact = [.. Values.Slopes(theta => ReturnAfterAdapting(1, theta), Theta).Select(slope => -slope[0])];
        var found = process.Of(Gradient(process.Formulas.Loss, process.Theta));
        var adapted = process.Maml.Path(process.Theta, process.Formulas.Phases[..1])[^1];
        var slope = process.Of(Gradient(process.Return(adapted, adapted), adapted));
        Near.Equal([.. exact.Zip(ScoresSquareTimes(process, slope), (value, left) => value + process.Maml.InnerLearningRate * left)], found, 1e-8);
        Assert.True(Distance(exact, found) > 0.05);
    }

    private static Expression Inner(ListedProcess process) => process.Maml.InnerLoss(process.Formulas.Phases[0], process.Theta);

    private static double[] Exact(ListedProcess process, Func<Expression, IReadOnlyList<Expression>> of) => process.Of(of(process.Return(process.Theta, process.Theta)));

    // J(θ + α ∇J(θ)), without a surrogate.
    private static double[] ReturnAfterAdapting(int steps, double[] theta)
    {
        var process = new ListedProcess(steps, PolicyObjective.PolicyGradient, theta);
        var slope = Gradient(process.Return(process.Theta, process.Theta), process.Theta);
        Expression[] adapted = [.. process.Theta.Zip(slope, (value, along) => value + process.Maml.InnerLearningRate * along)];
        return process.Of(process.Return(adapted, adapted));
    }

    // E[A ∇log π ∇log πᵀ] v.
    private static double[] ScoresSquareTimes(ListedProcess process, double[] v)
    {
        var phase = process.Formulas.Phases[0];
        var logs = process.Maml.Policy.LogProbability(process.Maml.Policy.Apply(phase.Observations, process.Theta), phase.Actions);
        var product = new double[v.Length];
        for (var row = 0; row < 2; row++)
        {
            var score = process.Of(Gradient(Sum(Slice(logs, 0, row, 1)), process.Theta));
            var along = score.Zip(v, (a, b) => a * b).Sum();
            for (var i = 0; i < v.Length; i++) product[i] += process[phase.Weights][row] * process[phase.Advantages][row] * along * score[i];
        }
        return product;
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max();
}
