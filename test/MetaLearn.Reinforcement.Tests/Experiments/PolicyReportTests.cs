using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Tests.Physics;

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

    [SkippableFact]
    public void A_body_that_draws_no_finite_action_is_shown_as_it_starts()
    {
        MuJoCo.IsNeeded();
        Assert.Contains("before, goal", PolicyReport.Of(OfNaN("cheetah-direction")).ToHtml(), StringComparison.Ordinal);
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

    private TrainedPolicy OfNaN(string problem)
    {
        var experiment = PolicyExperiment.Build(PolicySpec.For(problem) with { Hidden = [4], EvaluationSteps = 1, EvaluationTrajectories = 2, Threads = 1 });
        float[][] parameters = [.. experiment.Maml.Start(0).Select(array => Array.ConvertAll(array, _ => float.NaN))];
        var record = RunRecord.Of("train", PolicyFields.ToOptions(experiment.Spec), 0, null, TimeProvider.System);
        return new(folder.FullName, record, experiment, new() { Iteration = 1, Parameters = parameters, OptimizerState = [], FaultyValidations = 3 });
    }
}
