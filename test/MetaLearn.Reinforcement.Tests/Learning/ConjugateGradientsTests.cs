using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class ConjugateGradientsTests
{
    // Positive definite: its leading minors are 4, 11 and 18.
    private static readonly double[][] Matrix = [[4, 1, 0], [1, 3, 1], [0, 1, 2]];

    private static readonly double[] Solution = [1, -2, 3];

    [Fact]
    public void Solve_finds_the_solution_of_a_system()
        => Near.Equal(Solution, ConjugateGradients.Solve(Times(Matrix), [2, -2, 4], steps: 10));

    [Fact]
    public void Solve_is_exact_after_as_many_steps_as_unknowns()
    {
        const int size = 6;
        var entries = Values.Normals(1, size * size);
        // B Bᵀ + I is positive definite.
        double[][] matrix = [.. Enumerable.Range(0, size).Select(i => Enumerable.Range(0, size).Select(
            j => Enumerable.Range(0, size).Sum(k => entries[i * size + k] * entries[j * size + k]) + (i == j ? 1 : 0)).ToArray())];
        var x = Values.Normals(2, size);
        Near.Equal(x, ConjugateGradients.Solve(Times(matrix), Times(matrix)(x), size, tolerance: 0), 1e-9);
        var before = ConjugateGradients.Solve(Times(matrix), Times(matrix)(x), size - 1, tolerance: 0);
        Assert.True(before.Zip(x, (a, b) => Math.Abs(a - b)).Max() > 1e-4);
    }

    [Fact]
    public void Solve_needs_one_step_where_the_matrix_is_the_identity()
    {
        var products = 0;
        var found = ConjugateGradients.Solve(v => { products++; return [.. v]; }, Solution, steps: 10);
        Assert.Equal(Solution, found);
        Assert.Equal(1, products);
    }

    [Fact]
    public void Solve_of_the_first_step_is_the_steepest_descents_by_hand()
    {
        // b = (2, −2, 4): bᵀb = 24, A b = (6, 0, 6), bᵀA b = 36, so x = 2/3 b.
        Near.Equal([4 / 3.0, -4 / 3.0, 8 / 3.0], ConjugateGradients.Solve(Times(Matrix), [2, -2, 4], steps: 1));
    }

    [Fact]
    public void Solve_ends_with_what_it_found_where_a_direction_is_not_positive()
    {
        // Along (1, 1) it is 1, along the next direction negative.
        double[][] saddle = [[2, 0], [0, -1]];
        var first = ConjugateGradients.Solve(Times(saddle), [1, 1], steps: 1);
        Near.Equal([2, 2], first);
        Assert.Equal(first, ConjugateGradients.Solve(Times(saddle), [1, 1], steps: 10));
        Assert.Equal([0.0, 0.0], ConjugateGradients.Solve(Times([[-1, 0], [0, -1]]), [1, 1], steps: 10));
    }

    [Fact]
    public void Solve_ends_at_NaN()
    {
        Assert.Equal([0.0, 0.0], ConjugateGradients.Solve(v => [double.NaN, v[1]], [1, 1], steps: 10));
        Assert.Equal([0.0, 0.0], ConjugateGradients.Solve(v => v, [double.NaN, 1], steps: 10));
    }

    [Fact]
    public void Solve_of_0_is_0_without_a_product()
        => Assert.Equal([0.0, 0.0], ConjugateGradients.Solve(_ => throw new InvalidOperationException("No product is needed."), [0, 0], steps: 10));

    private static Func<double[], double[]> Times(double[][] matrix)
        => v => [.. matrix.Select(row => row.Zip(v, (a, b) => a * b).Sum())];
}
