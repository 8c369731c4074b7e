using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Models;
using MetaLearn.Reproductions;

namespace MetaLearn.Tests.Reproductions;

public sealed class SeparateRegressorsTests
{
    private const int Hidden = 3, Count = 2 * SeparateRegressors.Batch, Steps = 12;
    private const ulong Seed = 5;
    private const double Lambda = 0.3;

    // Smooth, so that single and double precision stay together.
    private static readonly Mlp Model = new(1, Hidden, 1) { Activation = new Tanh() };
    private static readonly Sinusoids Curves = new();

    [Theory]
    [InlineData((int)Regularization.None)]
    [InlineData((int)Regularization.ToZero)]
    [InlineData((int)Regularization.ToMean)]
    public void A_batch_of_regressors_learns_what_a_plain_loop_over_them_learns(int variant)
    {
        var regularization = (Regularization)variant;
        using var regressors = new SeparateRegressors(Model, Curves, Curves.X, Steps, threads: 2);
        var actual = regressors.Train(Seed, Count, regularization, Lambda);
        var (mean, errors) = PlainLoop(regularization);
        Near.Equal(mean, [.. actual.Mean.SelectMany(values => values).Select(value => (double)value)], 2e-4);
        Near.Equal(errors, actual.Errors, 2e-3);
    }

    [Fact]
    public void The_variants_differ_and_the_first_batch_is_not_pulled_to_a_mean_that_is_not_there()
    {
        using var regressors = new SeparateRegressors(Model, Curves, Curves.X, Steps, threads: 1);
        double[] First(Regularization regularization) => regressors.Train(Seed, Count, regularization, Lambda).Errors[..SeparateRegressors.Batch];
        Assert.Equal(First(Regularization.None), First(Regularization.ToMean));
        Assert.NotEqual(First(Regularization.None), First(Regularization.ToZero));
        Assert.NotEqual(regressors.Train(Seed, Count, Regularization.None, Lambda).Mean[0], regressors.Train(Seed, Count, Regularization.ToMean, Lambda).Mean[0]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_for_one_and_two_threads()
    {
        using var one = new SeparateRegressors(Model, Curves, Curves.X, Steps, threads: 1);
        using var two = new SeparateRegressors(Model, Curves, Curves.X, Steps, threads: 2);
        var (a, b) = (one.Train(Seed, Count, Regularization.ToMean, Lambda), two.Train(Seed, Count, Regularization.ToMean, Lambda));
        Assert.Equal(a.Mean, b.Mean);
        Assert.Equal(a.Errors, b.Errors);
    }

    /// <summary>The same in double, one regressor and one point after another, with the gradient of a 1-3-1 tanh network written out.</summary>
    private static (double[] Mean, double[] Errors) PlainLoop(Regularization regularization)
    {
        const int size = 3 * Hidden + 1;
        var sums = new double[size];
        var errors = new double[Count];
        for (var first = 0; first < Count; first += SeparateRegressors.Batch)
        {
            double[] centre = [.. sums.Select(sum => regularization == Regularization.ToMean && first > 0 ? sum / first : 0)];
            var strength = regularization == Regularization.ToZero || regularization == Regularization.ToMean && first > 0 ? Lambda : 0;
            for (var j = first; j < first + SeparateRegressors.Batch; j++)
            {
                var random = SeparateRegressors.PointStream(Seed, first);
                double[] theta = [.. Model.InitialValues(SeparateRegressors.InitialSeed(Seed, j)).SelectMany(values => values)], m = new double[size], v = new double[size];
                for (var t = 1; t <= Steps; t++)
                {
                    var gradient = Gradient(theta, Points(random, j)).Gradient;
                    for (var i = 0; i < size; i++)
                    {
                        var g = gradient[i] + strength * (theta[i] - centre[i]);
                        m[i] = 0.9 * m[i] + 0.1 * g;
                        v[i] = 0.999 * v[i] + 0.001 * g * g;
                        theta[i] -= 0.0005 * (1 + Math.Cos(Math.PI * (t - 1) / Steps)) * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
                    }
                }
                errors[j] = Gradient(theta, Points(random, j)).Error;
                for (var i = 0; i < size; i++) sums[i] += theta[i];
            }
        }
        return ([.. sums.Select(sum => sum / Count)], errors);
    }

    private static (float[] X, float[] Y) Points(RandomStream random, int regressor)
    {
        float[] x = [.. Enumerable.Range(0, SeparateRegressors.Points).Select(_ => (float)random.Uniform(-5, 5))], y = new float[x.Length];
        Curves.Curve(Seed, regressor, x, y);
        return (x, y);
    }

    // θ = [weights in, biases in, weights out, bias out].
    private static (double Error, double[] Gradient) Gradient(double[] theta, (float[] X, float[] Y) points)
    {
        var gradient = new double[theta.Length];
        var error = 0.0;
        var n = points.X.Length;
        for (var p = 0; p < n; p++)
        {
            var hidden = new double[Hidden];
            var output = theta[3 * Hidden];
            for (var i = 0; i < Hidden; i++) output += theta[2 * Hidden + i] * (hidden[i] = Math.Tanh(theta[i] * points.X[p] + theta[Hidden + i]));
            var difference = output - points.Y[p];
            error += difference * difference / n;
            var back = 2 * difference / n;
            gradient[3 * Hidden] += back;
            for (var i = 0; i < Hidden; i++)
            {
                gradient[2 * Hidden + i] += back * hidden[i];
                var inner = back * theta[2 * Hidden + i] * (1 - hidden[i] * hidden[i]);
                gradient[i] += inner * points.X[p];
                gradient[Hidden + i] += inner;
            }
        }
        return (error, gradient);
    }
}
