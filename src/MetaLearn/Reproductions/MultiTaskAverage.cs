using System.Globalization;
using MetaLearn.Episodes;

namespace MetaLearn.Reproductions;

/// <summary>
/// The averages of Finn et al. (2017), appendix C.1. Known of their making: 500 regressors, trained one after the other until their error is below
/// 0.02, with a regulariser "as high as possible without significantly deterring performance".
/// </summary>
internal static class MultiTaskAverage
{
    private const int Regressors = 500;

    // The error that the paper's regressors reached; the strongest λ that still reaches it in the mean is the one that does not deter performance.
    private const double ErrorOfPaper = 0.02;

    // Outer iterations for one Adam step of a regressor: 10,000 steps for the paper's 70,000 iterations.
    private const long IterationsPerStep = 7;

    private static readonly double[] Strengths = [1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001, 0.00003, 0.00001];

    /// <summary>The mean parameter vector of one variant.</summary>
    public static IReadOnlyList<float[]> Of(TrainedNetworks networks, Regularization regularization)
    {
        var name = regularization switch { Regularization.None => "averaged", Regularization.ToZero => "averaged-l2", _ => "averaged-to-mean" };
        var settings = new Dictionary<string, string>
        {
            ["iterations"] = NetworkSettings.Text(networks.Options.PaperIterations),
            ["seed"] = NetworkSettings.Text(networks.Options.Seed),
            ["regressors"] = NetworkSettings.Text(Regressors),
        };
        return networks.Make(name, settings, SinusoidBench.PretrainedLearner(1), () => Train(networks, regularization, name));
    }

    private static IReadOnlyList<float[]> Train(TrainedNetworks networks, Regularization regularization, string name)
    {
        var options = networks.Options;
        var steps = (int)Math.Min(int.MaxValue - 1, Math.Max(1, options.PaperIterations / IterationsPerStep));
        var curves = new Sinusoids();
        using var regressors = new SeparateRegressors(SinusoidBench.Network(), curves, curves.X, steps, options.Threads);
        var strength = regularization == Regularization.None ? 0 : Strength();
        var result = regressors.Train(
            options.Seed, Regressors, regularization, strength, trained => networks.Report($"{name}: training", trained, Regressors + 1), networks.Cancellation);
        networks.Note($"{name}: {Regressors} regressors with λ = {Text(strength)}, mean error {Text(result.Errors.Average())}, {result.Errors.Count(e => e < ErrorOfPaper)} below {Text(ErrorOfPaper)}");
        return result.Mean;

        double Strength()
        {
            foreach (var candidate in Strengths)
            {
                // Curves of the validation seed. The first batch of the pulled variant is free, so the second is what counts.
                var errors = regressors.Train(
                    options.Training.ValidationSeed, 2 * SeparateRegressors.Batch, regularization, candidate, cancellation: networks.Cancellation).Errors;
                var error = errors.Skip(SeparateRegressors.Batch).Average();
                networks.Note($"{name}: with λ = {Text(candidate)} regressors on validation curves have a mean error of {Text(error)}");
                if (error < ErrorOfPaper) return candidate;
            }
            return Strengths[^1];
        }
    }

    private static string Text(double value) => value.ToString("0.#####", CultureInfo.InvariantCulture);
}
