using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class OuterFormulasTests
{
    private static readonly Dictionary<string, Func<Policy, PolicyMaml>> Learners = new()
    {
        ["no step"] = policy => new(policy) { Steps = 0 },
        ["one step"] = policy => new(policy) { InnerLearningRate = 0.5 },
        ["two steps"] = policy => new(policy) { InnerLearningRate = 0.5, Steps = 2 },
        ["first order"] = policy => new(policy) { InnerLearningRate = 0.5, Steps = 2, IsFirstOrder = true },
        ["ANIL"] = policy => new(policy) { InnerLearningRate = 0.5, Steps = 2, AdaptOnly = ["2"] },
        ["Meta-SGD"] = policy => new(policy) { InnerLearningRate = 0.5, LearnedRates = LearnedRates.PerElement },
        ["Meta-SGD of first order"] = policy => new(policy) { InnerLearningRate = 0.5, Steps = 2, LearnedRates = LearnedRates.PerElement, IsFirstOrder = true },
        ["rates of steps"] = policy => new(policy) { InnerLearningRate = 0.5, Steps = 2, LearnedRates = LearnedRates.PerStep },
        ["likelihood ratio"] = policy => new(policy) { InnerLearningRate = 0.5, Steps = 2, Objective = PolicyObjective.LikelihoodRatio },
        ["DiCE"] = policy => new(policy) { InnerLearningRate = 0.1, Steps = 2, Objective = PolicyObjective.Dice },
    };

    public static TheoryData<string, bool> Cases()
    {
        var cases = new TheoryData<string, bool>();
        foreach (var name in Learners.Keys)
        {
            cases.Add(name, true);
            cases.Add(name, false);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CurvatureTimes_is_the_second_derivative_of_the_divergence(string learner, bool isGaussian)
    {
        var (small, vector, v) = Case(learner, isGaussian);
        var product = small.Of(small.Formulas.CurvatureTimes(vector), vector, v);
        Assert.True(product.Max(Math.Abs) > 1e-3);
        var slope = Gradient(small.Formulas.Divergence, small.Parameters);
        Near.Equal([0], small.Of(small.Formulas.Divergence), 1e-12);
        Near.Equal(new double[v.Length], small.Of(slope), 1e-12);
        Near.Equal(small.Of(Gradient(Along(slope, vector), small.Parameters), vector, v), product, 1e-9);
        // The gradient of first order is not the divergence's, so differences of it are something else.
        if (small.Formulas.Maml.IsFirstOrder) return;
        const double step = 1e-4;
        var (up, down) = (small.Of(slope, small.Parameters, small.Moved(v, step)), small.Of(slope, small.Parameters, small.Moved(v, -step)));
        Near.Equal([.. up.Zip(down, (above, below) => (above - below) / (2 * step))], product, 1e-5);
    }

    [Fact]
    public void CurvatureTimes_of_first_order_takes_the_adapted_policys_Fisher_matrix_as_it_is()
    {
        var (small, vector, v) = Case("first order", isGaussian: true);
        var adapted = small.Formulas.Maml.Path(small.Parameters, small.Formulas.Phases[..^1])[^1];
        var fisher = new Curvature(small.Formulas.Maml.Divergence(small.Formulas.Phases[^1], adapted), adapted);
        Near.Equal(small.Of(fisher.Times(vector), vector, v), small.Of(small.Formulas.CurvatureTimes(vector), vector, v), 1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void CurvatureTimes_is_symmetric_not_negative_and_reads_no_leaf_of_its_own(string learner, bool isGaussian)
    {
        var (small, vector, v) = Case(learner, isGaussian);
        var formulas = small.Formulas.CurvatureTimes(vector);
        Assert.DoesNotContain(Program.Compile<float>(formulas).Leaves, leaf => leaf is Input { Name: var name } && name.StartsWith("u ", StringComparison.Ordinal));
        var other = Values.Normals(8, v.Length);
        var (image, otherImage) = (small.Of(formulas, vector, v), small.Of(formulas, vector, other));
        Near.Equal([Dot(other, image)], [Dot(v, otherImage)], 1e-9);
        Assert.True(Dot(v, image) >= 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_gradient_of_the_loss_goes_through_the_inner_steps(string learner, bool isGaussian)
    {
        var (small, _, v) = Case(learner, isGaussian, exploration: 0.3);
        var formulas = small.Formulas;
        if (formulas.Maml.IsFirstOrder) return;
        foreach (var loss in (Expression[])[formulas.Loss, formulas.ClippedLoss(0.3), formulas.DivergenceBefore])
        {
            const double step = 1e-5;
            var (up, down) = (small.Of([loss], small.Parameters, small.Moved(v, step)), small.Of([loss], small.Parameters, small.Moved(v, -step)));
            Near.Equal([(up[0] - down[0]) / (2 * step)], [Dot(v, small.Of(Gradient(loss, small.Parameters)))], 1e-6);
        }
    }

    [Theory]
    [InlineData("one step")]
    [InlineData("likelihood ratio")]
    public void Exploration_is_the_same_part_of_both_losses(string learner)
    {
        var (without, _, _) = Case(learner, isGaussian: true);
        var (with, _, _) = Case(learner, isGaussian: true, exploration: 0.3);
        var ofLoss = Difference(formulas => formulas.Loss);
        Assert.True(ofLoss.Max(Math.Abs) > 1e-3);
        Near.Equal(ofLoss, Difference(formulas => formulas.ClippedLoss(0.3)), 1e-9);

        double[] Difference(Func<OuterFormulas, Expression> loss)
            => [.. with.Of(Gradient(loss(with.Formulas), with.Parameters)).Zip(without.Of(Gradient(loss(without.Formulas), without.Parameters)), (more, less) => more - less)];
    }

    private static (SmallCase Small, Input[] Vector, double[] V) Case(string learner, bool isGaussian, double exploration = 0)
    {
        var small = new SmallCase(Learners[learner](isGaussian ? SmallCase.Gaussian() : SmallCase.Categorical()), exploration);
        Input[] vector = [.. small.Parameters.Select(parameter => new Input($"v of {parameter.Name}", parameter.Shape))];
        return (small, vector, Values.Normals(7, vector.Sum(leaf => leaf.Shape.Count)));
    }

    private static Expression Along(IReadOnlyList<Expression> a, IReadOnlyList<Expression> b) => a.Zip(b, (x, y) => Sum(x * y)).Aggregate((x, y) => x + y);

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
}
