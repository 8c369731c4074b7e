using MetaLearn.Algorithms;
using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Algorithms;

/// <summary>
/// Quadratic losses ½(φ − a)ᵀH(φ − a) on the support set and ½‖φ − b‖² on the query set: the solution and the meta-gradient are known, and are worked
/// out here by elimination, without any of the library's formulas.
/// </summary>
public sealed class ImplicitMamlClosedFormTests
{
    private const double Lambda = 0.7;

    [Fact]
    public void Twenty_steps_of_conjugate_gradients_give_the_exact_meta_gradient()
    {
        var problem = new Quadratic(seed: 1, size: 8);
        var found = problem.MetaGradient(Learner(new ConjugateGradient { Steps = 20 }, steps: 100));
        Assert.InRange(Distance(found, problem.Exact(Lambda)), 0, 1e-11);
    }

    [Fact]
    public void The_error_falls_with_every_step_of_conjugate_gradients()
    {
        var problem = new Quadratic(seed: 2, size: 8);
        double[] errors = [.. Enumerable.Range(1, 8).Select(k => Distance(problem.MetaGradient(Learner(new ConjugateGradient { Steps = k }, 100)), problem.Exact(Lambda)))];
        for (var i = 1; i < errors.Length; i++) Assert.True(errors[i] < errors[i - 1], string.Join(", ", errors));
        Assert.True(errors[0] > 0.05);
        // As many steps as dimensions are exact but for rounding.
        Assert.InRange(errors[^1], 0, 1e-10);
    }

    [Fact]
    public void The_error_falls_with_the_accuracy_of_the_inner_solution_as_gradient_descent_does()
    {
        var problem = new Quadratic(seed: 3, size: 6);
        double[] errors = [.. ((int[])[5, 10, 20, 40, 80]).Select(steps => Distance(problem.MetaGradient(Learner(new ConjugateGradient { Steps = 20 }, steps)), problem.Exact(Lambda)))];
        for (var i = 1; i < errors.Length; i++) Assert.True(errors[i] < 0.8 * errors[i - 1], string.Join(", ", errors));
    }

    [Theory]
    [InlineData("adam")]
    [InlineData("newton")]
    [InlineData("newton with adapted damping")]
    public void It_does_not_matter_which_solver_found_the_solution(string name)
    {
        IInnerSolver solver = name switch
        {
            "adam" => new GradientSolver { LearningRate = 0.05, Optimizer = new Adam() },
            "newton" => new NewtonSolver { Linear = new ConjugateGradient { Steps = 8 }, Damping = 0 },
            _ => new NewtonSolver { Linear = new ConjugateGradient { Steps = 8 }, AdaptsDamping = true },
        };
        var problem = new Quadratic(seed: 4, size: 6);
        var steps = name == "adam" ? 500 : 12;
        var found = problem.MetaGradient(Learner(new ConjugateGradient { Steps = 12 }, steps) with { Solver = solver });
        Assert.InRange(Distance(found, problem.Exact(Lambda)), 0, 1e-5);
    }

    [Fact]
    public void Neumann_terms_are_the_partial_sums_of_the_series()
    {
        // All curvatures below λ, so that the series converges.
        var problem = new Quadratic(seed: 5, size: 5, largest: 0.5);
        foreach (var terms in (int[])[1, 2, 5])
            Assert.InRange(Distance(problem.MetaGradient(Learner(new NeumannSeries { Terms = terms }, 100)), problem.Series(Lambda, terms)), 0, 1e-11);
        Assert.InRange(Distance(problem.MetaGradient(Learner(new NeumannSeries { Terms = 120 }, 100)), problem.Exact(Lambda)), 0, 1e-9);
        // Where a curvature is above λ it diverges, unless it is scaled.
        var steep = new Quadratic(seed: 6, size: 5, largest: 3);
        Assert.True(Distance(steep.MetaGradient(Learner(new NeumannSeries { Terms = 40 }, 100)), steep.Exact(Lambda)) > 10);
        Assert.InRange(Distance(steep.MetaGradient(Learner(new NeumannSeries { Terms = 100, Scale = 0.2 }, 100)), steep.Exact(Lambda)), 0, 1e-9);
    }

    [Fact]
    public void Damping_is_added_to_the_diagonal()
    {
        var problem = new Quadratic(seed: 7, size: 5);
        var found = problem.MetaGradient(Learner(new ConjugateGradient { Steps = 20 }, 100) with { Damping = 0.3 });
        Assert.InRange(Distance(found, problem.Exact(Lambda, diagonal: 1.3)), 0, 1e-11);
        Assert.True(Distance(found, problem.Exact(Lambda)) > 0.05);
    }

    [Fact]
    public void Zero_steps_leave_the_correction_out()
    {
        var problem = new Quadratic(seed: 8, size: 4);
        var found = problem.MetaGradient(Learner(new ConjugateGradient { Steps = 0 }, 100));
        Assert.InRange(Distance(found, problem.QueryGradient(problem.Solution(Lambda))), 0, 1e-11);
    }

    [Fact]
    public void The_authors_code_leaves_the_proximal_term_out_takes_it_in_one_step_and_has_another_matrix()
    {
        const double Alpha = 0.1, Strength = 2;
        var problem = new Quadratic(seed: 9, size: 5, largest: 4);
        var found = problem.MetaGradient(new(new ConjugateGradient { Steps = 20 }, 16, Strength, 1) { FollowsAuthorsCode = true, Solver = new GradientSolver { LearningRate = Alpha } });

        // 16 steps of gradient descent on the support loss alone, then the displacement times 1 − αλ = 0.8.
        var phi = problem.Theta.ToArray();
        for (var step = 0; step < 16; step++)
        {
            var slope = problem.SupportGradient(phi);
            for (var i = 0; i < phi.Length; i++) phi[i] -= Alpha * slope[i];
        }
        for (var i = 0; i < phi.Length; i++) phi[i] = problem.Theta[i] + 0.8 * (phi[i] - problem.Theta[i]);
        // (1 + 1) I + H/(λ + 10): for the published command 2I + H/12.
        Assert.InRange(Distance(found, problem.Solve(2, 1.0 / 12, problem.QueryGradient(phi))), 0, 1e-11);

        // The paper's formula points elsewhere, not only farther: the difference that scaling by Adam does not take away.
        var paper = problem.MetaGradient(new(new ConjugateGradient { Steps = 20 }, 100, Strength, 0));
        Assert.InRange(Cosine(found, paper), 0.1, 0.98);
    }

    [Fact]
    public void The_unrolled_meta_gradient_tends_to_the_implicit_one()
    {
        var problem = new Quadratic(seed: 10, size: 5);
        var learner = Learner(new ConjugateGradient { Steps = 20 }, steps: 200);
        Assert.InRange(Distance(problem.Unrolled(learner), problem.MetaGradient(learner)), 0, 1e-9);
        var few = learner with { Steps = 3 };
        Assert.True(Distance(problem.Unrolled(few), problem.MetaGradient(few)) > 1e-3);
    }

    private static Quadratic.Settings Learner(LinearSolver linear, int steps) => new(linear, steps, Lambda, 0) { Solver = new GradientSolver { LearningRate = 0.3 } };

    private static double Distance(double[] found, double[] expected)
        => Math.Sqrt(found.Zip(expected, (f, e) => (f - e) * (f - e)).Sum() / expected.Sum(e => e * e));

    private static double Cosine(double[] a, double[] b)
        => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
}
