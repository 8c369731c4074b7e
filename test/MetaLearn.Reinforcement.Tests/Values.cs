using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Tests;

/// <summary>Formulas evaluated in double, and the differences that derivatives are compared with.</summary>
internal static class Values
{
    public static double[] Of(Expression output, params (Expression Leaf, double[] Values)[] leaves)
        => Program.Evaluate([output], leaves.ToDictionary(pair => pair.Leaf, pair => pair.Values))[0];

    public static double[] Normals(ulong seed, int count, double scale = 1)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ => scale * random.Normal())];
    }

    /// <summary>∂f/∂xᵢ of a vector-valued f by central differences: row i is the derivative along xᵢ.</summary>
    public static double[][] Slopes(Func<double[], double[]> f, double[] at, double step = 1e-5)
        => [.. at.Select((_, i) =>
        {
            double[] up = [.. at], down = [.. at];
            (up[i], down[i]) = (at[i] + step, at[i] - step);
            return f(up).Zip(f(down), (above, below) => (above - below) / (2 * step)).ToArray();
        })];
}
