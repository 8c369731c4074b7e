using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Pictures;

namespace MetaLearn.Reinforcement.Tests.Experiments;

public sealed class PolicyReportTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_walker_that_draws_no_finite_action_is_shown_where_it_stands()
    {
        var html = PolicyReport.Of(OfNaN("navigation")).ToHtml();
        Assert.Contains("Paths from the middle", html, StringComparison.Ordinal);
        Assert.Contains("<animate", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_ends_where_the_last_move_led()
    {
        // A linear policy of (0, 0) weights, mean (1, 0.5) and hardly any noise: a step of (0.1, 0.05) each time.
        var experiment = PolicyExperiment.Build(PolicySpec.For("navigation") with { Hidden = [], EvaluationSteps = 0, EvaluationTrajectories = 1, Threads = 1 });
        float[][] parameters = [.. experiment.Maml.Policy.Parameters.Select(parameter => parameter.Name switch
        {
            "log_sigma" => new float[] { -9, -9 },
            { } name => name.EndsWith("bias", StringComparison.Ordinal) ? [1, 0.5f] : new float[parameter.Shape.Count],
        })];
        var run = new TrainedPolicy(folder.FullName, RunRecord.Of("train", PolicyFields.ToOptions(experiment.Spec), 0, null, TimeProvider.System), experiment, new() { Iteration = 1, Parameters = parameters, OptimizerState = [] });
        var figure = PolicyPictures.Of(run)!.Blocks.OfType<PathFigure>().First();
        var path = PathPanel.PathsOf(figure.Panels[0]).Single();
        Assert.Equal((101, 0.0, 0.0), (path.X.Length, path.X[0], path.Y[0]));
        Assert.Equal(10, path.X[^1], 0.01);
        Assert.Equal(5, path.Y[^1], 0.01);
    }

    [Fact]
    public void Faults_of_results_and_of_validations_are_said()
    {
        var html = PolicyReport.Of(OfNaN("navigation")).ToHtml();
        // 40 goals, 2 trajectories, before and after 1 step.
        Assert.Contains("160 of its trajectories ended because a state was NaN or infinite: they earned nothing from there on", html, StringComparison.Ordinal);
        Assert.Contains("In 3 validations some did too, so their parameters were not kept.", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Measuring_for_the_report_can_be_stopped()
        => Assert.Throws<OperationCanceledException>(() => PolicyReport.Of(OfNaN("bandit"), new CancellationToken(canceled: true)));

    private TrainedPolicy OfNaN(string problem) => OfNaN(problem, folder.FullName);

    /// <summary>A run whose policy draws no finite action.</summary>
    internal static TrainedPolicy OfNaN(string problem, string folder)
    {
        var experiment = PolicyExperiment.Build(PolicySpec.For(problem) with { Hidden = [4], EvaluationSteps = 1, EvaluationTrajectories = 2, Threads = 1 });
        float[][] parameters = [.. experiment.Maml.Start(0).Select(array => Array.ConvertAll(array, _ => float.NaN))];
        var record = RunRecord.Of("train", PolicyFields.ToOptions(experiment.Spec), 0, null, TimeProvider.System);
        return new(folder, record, experiment, new() { Iteration = 1, Parameters = parameters, OptimizerState = [], FaultyValidations = 3 });
    }
}
