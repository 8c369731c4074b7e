using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Reinforcement.Tests.Experiments;

public sealed class PolicyRunTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData("maml")]
    [InlineData("promp")]
    public void Stopped_in_the_midst_and_resumed_on_other_threads_it_ends_with_the_same_bits(string algorithm)
    {
        var spec = PolicySpec.For("mdp", algorithm) with { Iterations = 6, ValidateEvery = 4, MetaBatch = 3, Trajectories = 3, Hidden = [4], EvaluationSteps = 1, EvaluationTrajectories = 2, Threads = 1 };
        var whole = Train("whole", spec, stopAt: null);
        var stopped = Train("parts", spec, stopAt: 3);
        Assert.Equal((3, 0), (stopped.Iteration, stopped.BestIteration));
        Assert.Null(stopped.BestParameters);
        var resumed = Train("parts", spec with { Threads = 2 }, stopAt: null);
        Assert.Equal(6, resumed.Iteration);
        Assert.NotEqual(stopped.Parameters, resumed.Parameters);
        Assert.Equal(whole.Parameters, resumed.Parameters);
        Assert.Equal(whole.OptimizerState, resumed.OptimizerState);
        Assert.Equal(algorithm == "promp", resumed.OptimizerState.Count > 0);
        Assert.Equal((whole.BestIteration, whole.BestReturn, whole.EnvironmentSteps), (resumed.BestIteration, resumed.BestReturn, resumed.EnvironmentSteps));
    }

    [Fact]
    public void Killed_after_metrics_and_before_a_checkpoint_each_iteration_stands_once()
    {
        var spec = PolicySpec.For("mdp") with { Iterations = 6, ValidateEvery = 10, MetaBatch = 3, Trajectories = 3, Hidden = [4], EvaluationSteps = 0, EvaluationTrajectories = 2, Threads = 1 };
        var (checkpoint, metrics) = (Path.Combine(folder.FullName, "run"), Path.Combine(folder.FullName, "metrics.jsonl"));
        Train("run", spec, stopAt: 3, metrics);
        var saved = File.ReadAllBytes(checkpoint);
        Train("run", spec, stopAt: 5, metrics);
        Assert.Equal([1L, 2, 3, 4, 5], MetricsLog.Read(metrics).Select(line => line.Iteration));
        File.WriteAllBytes(checkpoint, saved);
        Train("run", spec, stopAt: null, metrics);
        Assert.Equal([1L, 2, 3, 4, 5, 6], MetricsLog.Read(metrics).Select(line => line.Iteration));
    }

    [Fact]
    public void A_validation_is_the_best_only_where_it_is_better_and_without_fault()
    {
        float[][] first = [[1]], second = [[2]];
        var state = new PolicyState { Iteration = 10, Parameters = first, OptimizerState = [] }.Validated(-5, faults: 0);
        Assert.Equal((-5.0, 10L), (state.BestReturn, state.BestIteration));
        Assert.Same(first, state.BestParameters);
        var later = state with { Iteration = 20, Parameters = second };
        Assert.Same(later, later.Validated(-6, faults: 0));
        Assert.Same(later, later.Validated(-5, faults: 0));
        Assert.Equal(later with { FaultyValidations = 1 }, later.Validated(-1, faults: 2));
        Assert.Same(later, later.Validated(double.NaN, faults: 0));
        var best = later.Validated(-4, faults: 0);
        Assert.Equal((-4.0, 20L), (best.BestReturn, best.BestIteration));
        Assert.Same(second, best.Selected);
    }

    private PolicyState Train(string name, PolicySpec spec, long? stopAt, string? metrics = null)
    {
        using var run = new PolicyRun(Path.Combine(folder.FullName, name), metrics, null, PolicyExperiment.Build(spec), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        run.Train((iteration, _) =>
        {
            if (iteration.Number == stopAt) stop.Cancel();
        }, stop.Token);
        return run.State;
    }
}
