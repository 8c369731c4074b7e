using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Reinforcement.Tests.Experiments;

public sealed class PolicyStartsTests : IDisposable
{
    private const ulong First = 3;

    private static readonly PolicySpec Small = PolicySpec.For("mdp") with
    {
        Seed = First,
        Starts = 3,
        StartIterations = 4,
        Iterations = 6,
        ValidateEvery = 2,
        MetaBatch = 3,
        Trajectories = 3,
        Hidden = [4],
        EvaluationSteps = 1,
        EvaluationTrajectories = 2,
        Threads = 1,
    };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_best_start_goes_on_with_the_bits_of_a_training_from_its_seed_alone()
    {
        var (starts, searched) = Train("searched", Small);
        Assert.Equal([First, First + 1, First + 2], starts!.Tried.Select(start => start.Seed));
        // Each is what a training of that seed finds.
        foreach (var (seed, found) in starts.Tried) Assert.Equal(Alone(seed, Small.StartIterations).BestReturn, found);
        var best = starts.Tried.MaxBy(start => start.Return).Seed;
        Assert.Equal((best, 1), (starts.Chosen.Spec.Seed, starts.Chosen.Spec.Starts));
        var alone = Alone(best, Small.Iterations);
        Assert.Equal(alone.Parameters, searched!.Parameters);
        Assert.Equal((alone.BestReturn, alone.BestIteration), (searched.BestReturn, searched.BestIteration));
        // What the others took is counted, too. All goals have trajectories of one length here.
        Assert.Equal(alone.EnvironmentSteps / 6 * (3 * 4 + 2), searched.EnvironmentSteps);
        Assert.Equal([1L, 2, 3, 4, 5, 6], MetricsLog.Read(Path.Combine(PathOf("searched"), "metrics.jsonl")).Select(line => line.Iteration));
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 4)]
    public void Stopped_in_a_start_and_resumed_on_other_threads_it_finds_the_same(int stopIn, int stopAt)
    {
        var (whole, trained) = Train("whole", Small);
        Assert.Null(Train("parts", Small, stopIn, stopAt).Starts);
        Assert.False(File.Exists(RunFolder.CheckpointPathIn(PathOf("parts"))));
        var (resumed, further) = Train("parts", Small with { Threads = 2 });
        Assert.Equal(whole!.Tried, resumed!.Tried);
        Assert.Equal(trained!.Parameters, further!.Parameters);
        // A run that has begun knows its starts without their folders, and nothing is left to train.
        Directory.Delete(Path.Combine(PathOf("parts"), "starts"), recursive: true);
        Assert.Equal(whole.Tried, Train("parts", Small, stopIn: 1, stopAt: 1).Starts!.Tried);
        Assert.False(Directory.Exists(Path.Combine(PathOf("parts"), "starts")));
        Assert.Equal(whole.Chosen.Spec.Seed, TrainedPolicy.Open(PathOf("parts")).Experiment.Spec.Seed);
    }

    [Fact]
    public void One_start_is_no_search()
    {
        var (starts, _) = Train("one", Small with { Starts = 1 });
        Assert.Empty(starts!.Tried);
        Assert.Equal(First, starts.Chosen.Spec.Seed);
        Assert.False(Directory.Exists(Path.Combine(PathOf("one"), "starts")));
    }

    [Theory]
    [InlineData("mdp", "maml", 20)]
    [InlineData("ant-velocity", "maml", 25)]
    [InlineData("cheetah-velocity", "oracle", 100)]
    public void By_default_a_start_ends_at_a_validation(string problem, string algorithm, long iterations)
        => Assert.Equal(iterations, PolicySpec.For(problem, algorithm).StartIterations);

    [Theory]
    [InlineData(3, "start-iterations '3' must be a multiple of validate-every, 2: starts are compared by validations.")]
    [InlineData(8, "start-iterations '8' must be at most iterations, 6.")]
    public void Starts_that_could_not_be_compared_are_refused(long iterations, string sentence)
    {
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => PolicyExperiment.Build(Small with { StartIterations = iterations })).Message);
        PolicyExperiment.Build(Small with { StartIterations = iterations, Starts = 1 });
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private PolicyState Alone(ulong seed, long iterations) => Train($"alone {seed} {iterations}", Small with { Starts = 1, Seed = seed, Iterations = iterations }).State!;

    private (PolicyStarts? Starts, PolicyState? State) Train(string name, PolicySpec spec, int stopIn = 0, int stopAt = 0)
    {
        var path = PathOf(name);
        using var run = File.Exists(Path.Combine(path, "run.json")) ? RunFolder.Open(path) : RunFolder.Create(path, RunRecord.Of(name, PolicyFields.ToOptions(spec), spec.Seed, null, TimeProvider.System));
        using var stop = new CancellationTokenSource();
        var starts = PolicyStarts.Choose(run, PolicyExperiment.Build(spec), TimeProvider.System, (number, start) => start.Train((iteration, _) =>
        {
            if (number == stopIn && iteration.Number == stopAt) stop.Cancel();
        }, stop.Token) && !stop.IsCancellationRequested);
        if (starts is null) return (null, null);
        using var chosen = new PolicyRun(run, starts.Chosen, TimeProvider.System);
        chosen.Train(null, CancellationToken.None);
        return (starts, chosen.State);
    }
}
