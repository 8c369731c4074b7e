using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

/// <summary>
/// One episode of least squares: support loss ½‖X(φ − a)‖² = ½(φ − a)ᵀH(φ − a) with X = √H, query loss ½‖φ − b‖², and H symmetric with known eigenvalues.
/// </summary>
internal sealed class Quadratic
{
    private readonly double[,] hessian, root;
    private readonly double[] a, b;

    public Quadratic(ulong seed, int size, double largest = 2)
    {
        var random = new RandomStream(seed);
        double[] Normals() => [.. Enumerable.Range(0, size).Select(_ => random.Normal())];
        (Theta, a, b) = (Normals(), Normals(), Normals());
        // H = Q diag(eigenvalues) Q with a reflection Q = I − 2uuᵀ.
        var u = Normals();
        var length = Math.Sqrt(u.Sum(x => x * x));
        double Q(int i, int j) => (i == j ? 1 : 0) - 2 * u[i] * u[j] / (length * length);
        (hessian, root) = (new double[size, size], new double[size, size]);
        for (var k = 0; k < size; k++)
            for (var i = 0; i < size; i++)
                for (var j = 0; j < size; j++)
                {
                    var eigenvalue = largest * (k + 1) / size;
                    hessian[i, j] += eigenvalue * Q(i, k) * Q(k, j);
                    root[i, j] += Math.Sqrt(eigenvalue) * Q(i, k) * Q(k, j);
                }
    }

    public double[] Theta { get; }

    private int Size => Theta.Length;

    /// <summary>∇L_support(φ).</summary>
    public double[] SupportGradient(double[] phi) => Times([.. phi.Zip(a, (p, q) => p - q)]);

    /// <summary>∇L_query(φ).</summary>
    public double[] QueryGradient(double[] phi) => [.. phi.Zip(b, (p, q) => p - q)];

    /// <summary>φ*: H(φ − a) + λ(φ − θ) = 0.</summary>
    public double[] Solution(double lambda)
        => Solve(lambda, 1, [.. Times(a).Zip(Theta, (h, t) => h + lambda * t)]);

    /// <summary>(diagonal · I + H/λ)⁻¹ ∇L_query(φ*).</summary>
    public double[] Exact(double lambda, double diagonal = 1) => Solve(diagonal, 1 / lambda, QueryGradient(Solution(lambda)));

    /// <summary>Σⱼ (−H/λ)ʲ ∇L_query(φ*) for j below terms.</summary>
    public double[] Series(double lambda, int terms)
    {
        var term = QueryGradient(Solution(lambda));
        var sum = term.ToArray();
        for (var j = 1; j < terms; j++)
        {
            term = [.. Times(term).Select(x => -x / lambda)];
            sum = [.. sum.Zip(term, (x, y) => x + y)];
        }
        return sum;
    }

    /// <summary>(diagonal · I + scale · H)⁻¹ right, by Gaussian elimination with pivots.</summary>
    public double[] Solve(double diagonal, double scale, double[] right)
    {
        var n = Size;
        var matrix = new double[n, n + 1];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++) matrix[i, j] = (i == j ? diagonal : 0) + scale * hessian[i, j];
            matrix[i, n] = right[i];
        }
        for (var k = 0; k < n; k++)
        {
            var pivot = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(matrix[i, k]));
            for (var j = 0; j <= n; j++) (matrix[k, j], matrix[pivot, j]) = (matrix[pivot, j], matrix[k, j]);
            for (var i = 0; i < n; i++)
            {
                if (i == k) continue;
                var factor = matrix[i, k] / matrix[k, k];
                for (var j = k; j <= n; j++) matrix[i, j] -= factor * matrix[k, j];
            }
        }
        return [.. Enumerable.Range(0, n).Select(i => matrix[i, n] / matrix[i, i])];
    }

    /// <summary>What the outer loop would follow.</summary>
    public double[] MetaGradient(Settings settings)
    {
        var learner = Learner(settings);
        var inputs = Inputs();
        return Run(learner.MetaGradientOf(inputs).Gradients[0], learner, inputs);
    }

    /// <summary>The gradient of the meta-loss through every step.</summary>
    public double[] Unrolled(Settings settings)
    {
        var learner = Learner(settings);
        var inputs = Inputs();
        return Run(Gradient(learner.MetaLoss(inputs), learner.Parameters[0]), learner, inputs);
    }

    private double[] Times(double[] x) => [.. Enumerable.Range(0, Size).Select(i => Enumerable.Range(0, Size).Sum(j => hessian[i, j] * x[j]))];

    private EpisodeInputs Inputs() => new(new(Size, Size, new(Size), new(1)));

    private ImplicitMaml Learner(Settings settings) => new(new Rows(Size), (predictions, targets) => 0.5 * Sum(Square(predictions - targets)))
    {
        Lambda = settings.Lambda,
        Steps = settings.Steps,
        Linear = settings.Linear,
        Damping = settings.Damping,
        Solver = settings.Solver,
        FollowsAuthorsCode = settings.FollowsAuthorsCode,
    };

    private double[] Run(Expression gradient, ImplicitMaml learner, EpisodeInputs inputs) => Program.Evaluate<double>([gradient], new Dictionary<Expression, double[]>
    {
        [learner.Parameters[0]] = Theta,
        [inputs.SupportX] = [.. root.Cast<double>()],
        [inputs.SupportY] = [.. Enumerable.Range(0, Size).Select(i => Enumerable.Range(0, Size).Sum(j => root[i, j] * a[j]))],
        [inputs.QueryX] = [.. Enumerable.Range(0, Size * Size).Select(i => i / Size == i % Size ? 1.0 : 0)],
        [inputs.QueryY] = b,
    })[0];

    public sealed record Settings(LinearSolver Linear, int Steps, double Lambda, double Damping)
    {
        public IInnerSolver Solver { get; init; } = new GradientSolver();

        public bool FollowsAuthorsCode { get; init; }
    }

    /// <summary>x φ.</summary>
    private sealed class Rows(int size) : Module
    {
        public override IReadOnlyList<ParameterSpec> Specs { get; } = [new("phi", new(size, 1), Initializers.Zeros)];

        protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => MatMul(x, parameters[0]);
    }
}
