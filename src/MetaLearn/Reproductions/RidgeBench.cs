using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>The implicit meta-gradient of <see cref="RidgeEpisodes"/>, in double precision, beside the exact one.</summary>
internal sealed class RidgeBench(int episodes, int threads)
{
    public const double Lambda = 1;

    private static readonly RidgeEpisodes Source = new();

    /// <summary>The learner whose errors are measured.</summary>
    public static ImplicitMaml Learner(IInnerSolver solver, int steps, LinearSolver linear)
        => new(new Linear(RidgeEpisodes.Features, 1, bias: false), Loss.MeanSquaredError) { Lambda = Lambda, Steps = steps, Solver = solver, Linear = linear };

    /// <summary>Relative errors ‖g − g*‖/‖g*‖ of the meta-gradient and ‖φ − φ*‖/‖φ* − θ‖ of the inner solution, over the episodes.</summary>
    public (Estimate MetaGradient, Estimate Solution) Errors(ImplicitMaml learner)
    {
        var inputs = new EpisodeInputs(Source.Shape);
        var gradient = learner.MetaGradientOf(inputs).Gradients[0];
        var solution = learner.Adapt(inputs.SupportX, inputs.SupportY, learner.Steps)[^1][0];
        using var executor = Program.Compile<double>([gradient, solution]).CreateExecutor(episodes, threads);
        var random = new RandomStream(ReproductionOptions.EvaluationSeed);
        double[] theta = [.. Enumerable.Range(0, RidgeEpisodes.Features).Select(_ => random.Normal())];
        theta.CopyTo(executor[learner.Parameters[0]]);
        for (var index = 0; index < episodes; index++)
        {
            var episode = Source.Sample(ReproductionOptions.EvaluationSeed, index);
            Copy(episode.Support.X, executor[inputs.SupportX], index);
            Copy(episode.Support.Y, executor[inputs.SupportY], index);
            Copy(episode.Query.X, executor[inputs.QueryX], index);
            Copy(episode.Query.Y, executor[inputs.QueryY], index);
        }
        executor.Run();
        var (ofGradient, ofSolution) = (new double[episodes], new double[episodes]);
        for (var index = 0; index < episodes; index++)
        {
            var exact = RidgeEpisodes.Exact(Source.Sample(ReproductionOptions.EvaluationSeed, index), theta, Lambda);
            ReadOnlySpan<double> Found(int output) => executor.Output(output).Slice(index * RidgeEpisodes.Features, RidgeEpisodes.Features);
            ofGradient[index] = Distance(Found(0), exact.MetaGradient) / Distance(new double[RidgeEpisodes.Features], exact.MetaGradient);
            ofSolution[index] = Distance(Found(1), exact.Solution) / Distance(theta, exact.Solution);
        }
        return (Estimate.Of(ofGradient), Estimate.Of(ofSolution));
    }

    private static void Copy(ReadOnlyMemory<float> values, Span<double> memory, int episode)
    {
        for (var i = 0; i < values.Length; i++) memory[episode * values.Length + i] = values.Span[i];
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return Math.Sqrt(sum);
    }
}
