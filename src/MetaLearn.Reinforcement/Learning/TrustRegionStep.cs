using System.Diagnostics;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Rollouts;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>A trust-region update as programs: meta-gradient, Hessian-vector product, and loss with divergence for the line search.</summary>
internal sealed class TrustRegionStep : OuterStep
{
    // Of the residual's squared length, as published.
    private const double Tolerance = 1e-10;

    private readonly TrustRegion settings;
    private readonly OuterFormulas formulas;
    private readonly Input[] vector;
    private readonly Executor<float> gradient;
    private readonly Executor<float> curvature;
    private readonly Executor<float> trial;
    private readonly ParameterLayout layout;

    public TrustRegionStep(TrustRegion settings, OuterFormulas formulas, int episodes, int threads)
    {
        (this.settings, this.formulas) = (settings, formulas);
        var parameters = formulas.Maml.Parameters;
        layout = new(parameters);
        vector = [.. parameters.Select(parameter => new Input($"v of {parameter.Name}", parameter.Shape, isPerEpisode: false))];
        // First what may fail, then what must be ended.
        Program<float>[] programs = [Compile(Functions.Gradient(formulas.Loss, parameters)), Compile(formulas.CurvatureTimes(vector)), Compile([formulas.Loss, formulas.Divergence])];
        gradient = programs[0].CreateExecutor(episodes, threads);
        curvature = programs[1].CreateExecutor(episodes, threads);
        trial = programs[2].CreateExecutor(episodes, threads);

        static Program<float> Compile(IReadOnlyList<Expression> outputs) => Program.Compile<float>([.. outputs.Select(Functions.MeanOverEpisodes)]);
    }

    public override OuterReport Step(float[][] parameters, IReadOnlyList<TrajectoryBatch> phases, long iteration)
    {
        var from = Stopwatch.GetTimestamp();
        var credits = EpisodeCredit.Of(phases[^1]);
        foreach (var executor in (Executor<float>[])[gradient, curvature, trial])
        {
            for (var i = 0; i < phases.Count; i++) formulas.Phases[i].Fill(executor, phases[i]);
            executor.Fill(formulas.Credit, credits);
            layout.Put(parameters, executor);
        }
        gradient.Run();
        var slope = layout.Outputs(gradient, 0);
        var direction = ConjugateGradients.Solve(HessianTimes, slope, settings.ConjugateSteps, Tolerance, out var residual);
        // H x = g − r.
        var curved = ConjugateGradients.Dot(direction, slope) - ConjugateGradients.Dot(direction, residual);
        var step = Math.Sqrt(2 * settings.Bound / (curved + 1e-8));
        var gradientTime = Stopwatch.GetElapsedTime(from);
        from = Stopwatch.GetTimestamp();
        var found = Search(parameters, direction, double.IsFinite(step) ? step : 1);
        return found with { GradientTime = gradientTime, SearchTime = Stopwatch.GetElapsedTime(from) };
    }

    public override void Dispose()
    {
        gradient.Dispose();
        curvature.Dispose();
        trial.Dispose();
    }

    private double[] HessianTimes(double[] v)
    {
        ParameterLayout.Put(v, vector, curvature);
        curvature.Run();
        var product = layout.Outputs(curvature, 0);
        for (var i = 0; i < product.Length; i++) product[i] += settings.Damping * v[i];
        return product;
    }

    // θ changes only where a trial lowers the loss within the bound; otherwise the whole update is rejected.
    private OuterReport Search(float[][] parameters, double[] direction, double step)
    {
        var (before, _) = Try(parameters);
        for (var tries = 0; tries < settings.Trials; tries++)
        {
            var moved = ParameterLayout.Moved(parameters, direction, -step * Math.Pow(settings.Shortening, tries));
            var (loss, divergence) = Try(moved);
            // Written so that NaN is no success.
            if (!(loss < before && divergence <= settings.Bound)) continue;
            for (var i = 0; i < parameters.Length; i++) moved[i].CopyTo(parameters[i], 0);
            return new(true, before, loss, divergence, tries, default, default);
        }
        return new(false, before, before, 0, settings.Trials, default, default);
    }

    private (double Loss, double Divergence) Try(float[][] parameters)
    {
        layout.Put(parameters, trial);
        trial.Run();
        return (trial.Output(0)[0], trial.Output(1)[0]);
    }
}
