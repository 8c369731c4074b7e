namespace MetaLearn.Autodiff;

/// <summary>
/// Compares gradients with central differences along random directions, in <c>double</c>, to any order: each order differentiates the one before
/// it along a random direction. The check of whoever writes an operation, a loss or a learner.
/// </summary>
public static class GradientCheck
{
    private const int Directions = 3;

    // A difference of fourth order: its own error is about Step⁴, and rounding adds 1e-16/Step.
    private const double Step = 1e-3;
    private static readonly double[] Offsets = [0, Step, -Step, 2 * Step, -2 * Step];

    /// <summary>Measures how far the gradients of a function are from its differences.</summary>
    /// <param name="function">Leaves → formula. One that is not a scalar is first contracted with fixed random weights.</param>
    /// <param name="at">Shape and row-major values of each leaf; 0.01 or more away from kinks and from where the function ends.</param>
    /// <param name="order">Highest order of derivative, at least 1.</param>
    /// <param name="shared">
    /// Whether the leaves are parameters (one run for each point) or inputs of an episode (all points are the episodes of one run; a function that
    /// draws random numbers then sees others at each point and must be checked with <c>true</c>).
    /// </param>
    /// <param name="tolerance">The largest relative error that passes.</param>
    /// <param name="seed">Of weights and directions.</param>
    /// <exception cref="ShapeException">A leaf's values are fewer or more than its shape's elements.</exception>
    public static GradientCheckReport Run(
        Func<IReadOnlyList<Expression>, Expression> function, IReadOnlyList<(Shape Shape, double[] Values)> at,
        int order = 2, bool shared = false, double tolerance = 1e-7, ulong seed = 0)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        foreach (var (shape, values) in at)
            if (values.Length != shape.Count) throw new ShapeException($"GradientCheck: shape {shape} has {shape.Count} elements, found {values.Length} values.");
        var random = new RandomStream(seed);
        Expression[] leaves = [.. at.Select((leaf, i) => shared ? (Expression)new Parameter($"x{i}", leaf.Shape) : new Input($"x{i}", leaf.Shape))];
        var scalar = Contract([function(leaves)], random);
        var errors = new double[order];
        for (var k = 0; k < order; k++)
        {
            var gradients = Functions.Gradient(scalar, leaves);
            errors[k] = Error(new(scalar, gradients, leaves, shared), at, random);
            scalar = Contract(gradients, random);
        }
        return new(errors, tolerance);
    }

    /// <summary>As <see cref="Run"/>, and throws when an error is above the tolerance.</summary>
    /// <inheritdoc cref="Run"/>
    /// <exception cref="GradientCheckException">A gradient differs from its central difference.</exception>
    public static void Assert(
        Func<IReadOnlyList<Expression>, Expression> function, IReadOnlyList<(Shape Shape, double[] Values)> at,
        int order = 2, bool shared = false, double tolerance = 1e-7, ulong seed = 0)
    {
        var report = Run(function, at, order, shared, tolerance, seed);
        if (!report.Passed) throw new GradientCheckException($"GradientCheck: relative errors are {report}.");
    }

    private static Expression Contract(IReadOnlyList<Expression> parts, RandomStream random)
    {
        if (parts is [{ Shape.Rank: 0 } scalar]) return scalar;
        Expression sum = 0;
        foreach (var part in parts) sum += Functions.Sum(part * Functions.Constant(Normals(part.Shape.Count, random), part.Shape));
        return sum;
    }

    private static double Error(Evaluation evaluation, IReadOnlyList<(Shape Shape, double[] Values)> at, RandomStream random)
    {
        var worst = 0.0;
        for (var i = 0; i < Directions; i++)
        {
            var direction = Direction(at, random);
            var (values, gradients) = evaluation.Along(at, direction, Offsets);
            var difference = (8 * (values[1] - values[2]) - (values[3] - values[4])) / (12 * Step);
            var slope = 0.0;
            var square = 0.0;
            for (var leaf = 0; leaf < direction.Length; leaf++)
                for (var j = 0; j < direction[leaf].Length; j++)
                {
                    slope += gradients[leaf][j] * direction[leaf][j];
                    square += gradients[leaf][j] * gradients[leaf][j];
                }
            var scale = Math.Max(Math.Sqrt(square), Math.Max(Math.Abs(difference), Math.Abs(values[0])));
            // Math.Max keeps a NaN, so that a report with one never passes.
            worst = Math.Max(worst, scale == 0 ? 0 : Math.Abs(difference - slope) / scale);
        }
        return worst;
    }

    private static double[][] Direction(IReadOnlyList<(Shape Shape, double[] Values)> at, RandomStream random)
    {
        double[][] direction = [.. at.Select(leaf => Normals(leaf.Shape.Count, random))];
        var length = Math.Sqrt(direction.Sum(part => part.Sum(value => value * value)));
        return [.. direction.Select(part => Array.ConvertAll(part, value => value / length))];
    }

    private static double[] Normals(int count, RandomStream random)
    {
        var values = new double[count];
        for (var i = 0; i < count; i++) values[i] = random.Normal();
        return values;
    }

    /// <summary>A scalar and its gradients, compiled.</summary>
    private sealed class Evaluation(Expression scalar, IReadOnlyList<Expression> gradients, Expression[] leaves, bool shared)
    {
        private readonly Program<double> program = Program.Compile<double>([scalar, .. gradients]);

        /// <summary>The scalar at at + offset · direction for each offset, and the gradients at the first.</summary>
        public (double[] Values, double[][] Gradients) Along(IReadOnlyList<(Shape Shape, double[] Values)> at, double[][] direction, double[] offsets)
        {
            using var executor = program.CreateExecutor(shared ? 1 : offsets.Length);
            var values = new double[offsets.Length];
            var slopes = new double[leaves.Length][];
            for (var k = 0; k < offsets.Length; k++)
            {
                for (var leaf = 0; leaf < leaves.Length; leaf++)
                {
                    var target = executor[leaves[leaf]];
                    if (target.IsEmpty) continue;
                    var first = shared ? 0 : k * direction[leaf].Length;
                    for (var j = 0; j < direction[leaf].Length; j++) target[first + j] = at[leaf].Values[j] + offsets[k] * direction[leaf][j];
                }
                if (!shared && k < offsets.Length - 1) continue;
                executor.Run();
                for (var i = 0; !shared && i < offsets.Length; i++) values[i] = executor.Output(0)[executor.Output(0).Length == 1 ? 0 : i];
                if (shared) values[k] = executor.Output(0)[0];
                if (shared && k > 0) continue;
                for (var leaf = 0; leaf < leaves.Length; leaf++) slopes[leaf] = executor.Output(leaf + 1)[..direction[leaf].Length].ToArray();
            }
            return (values, slopes);
        }
    }
}
