using MetaLearn.Files;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Reproductions;

namespace MetaLearn.Reinforcement.Tests.Reproductions;

public sealed class PolicyRowFolderTests : IDisposable
{
    private static readonly PolicySpec Small = PolicySpec.For("mdp") with { MetaBatch = 3, Trajectories = 3, Hidden = [4], EvaluationSteps = 1, EvaluationTrajectories = 2, Threads = 1 };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_row_s_folder_is_taken_again_for_its_own_settings_alone()
    {
        var (path, spec) = (PathOf("row"), PolicySpec.For("bandit") with { Threads = 1 });
        Take(spec);
        Take(spec with { Threads = 2, Iterations = 7 });
        Refused(spec with { MetaBatch = 5 }, "was trained with meta-batch 40, and the row now has 5; choose another folder, or remove this one.");
        Refused(spec with { LearnedRates = "per-tensor" }, "was trained with learned-rates none, and the row now has per-tensor;");
        Take(spec);
        path = PathOf("other");
        Take(spec with { LearnedRates = "per-tensor" });
        Refused(spec, "was trained with learned-rates per-tensor, and the row now has none;");

        void Take(PolicySpec wanted) => PolicyRowFolder.Take(path, wanted, new()).Dispose();

        void Refused(PolicySpec wanted, string sentence) => Assert.StartsWith($"{path}: {sentence}", Assert.Throws<IOException>(() => Take(wanted)).Message, StringComparison.Ordinal);
    }

    // In the midst between two validations, at one, and before the first.
    [Theory]
    [InlineData(3, 6, 2)]
    [InlineData(4, 6, 2)]
    [InlineData(3, 6, 5)]
    [InlineData(3, 5, 10)]
    public void A_row_that_goes_on_further_has_the_bits_of_one_that_was_as_long_at_once(int first, int then, int validateEvery)
    {
        var spec = Small with { ValidateEvery = validateEvery };
        var whole = Train("whole", spec with { Iterations = then });
        var before = Train("parts", spec with { Iterations = first });
        Assert.Equal((first, first < validateEvery), (before.Iteration, before.BestParameters is null));
        var after = Train("parts", spec with { Iterations = then });
        Assert.Equal(then, after.Iteration);
        Assert.Equal(whole.Parameters, after.Parameters);
        Assert.Equal(whole.BestParameters, after.BestParameters);
        Assert.Equal((whole.BestIteration, whole.BestReturn), (after.BestIteration, after.BestReturn));
        Assert.Equal(Lines("whole"), Lines("parts"));

        // Without the times.
        (long, double, bool)[] Lines(string name) => [.. MetricsLog.Read(Path.Combine(PathOf(name), "metrics.jsonl"))
            .Select(line => (line.Iteration, line.Values["loss_after"], line.Values.ContainsKey("validation_return")))];
    }

    [Fact]
    public void The_record_follows_a_row_that_goes_on_and_what_was_measured_before_goes()
    {
        var path = PathOf("row");
        PolicyRowFolder.Take(path, Small with { Iterations = 3 }, new()).Dispose();
        var created = RunFolder.ReadRecord(path).Created;
        string[] measured = [PolicyResults.PathIn(path), PolicyReport.PathIn(path)];
        foreach (var file in measured) File.WriteAllText(file, "of three iterations");
        PolicyRowFolder.Take(path, Small with { Iterations = 2 }, new()).Dispose();
        Assert.Equal("3", RunFolder.ReadRecord(path).Options["iterations"]);
        Assert.All(measured, file => Assert.True(File.Exists(file)));
        using (var taken = PolicyRowFolder.Take(path, Small with { Iterations = 5 }, new())) Assert.Equal("5", taken.Record.Options["iterations"]);
        var record = RunFolder.ReadRecord(path);
        Assert.Equal(("5", created), (record.Options["iterations"], record.Created));
        Assert.Contains(" --iterations 5 ", record.Command, StringComparison.Ordinal);
        Assert.All(measured, file => Assert.False(File.Exists(file)));
    }

    private string PathOf(string name) => Path.Combine(folder.FullName, name);

    private PolicyState Train(string name, PolicySpec spec)
    {
        using var taken = PolicyRowFolder.Take(PathOf(name), spec, new());
        using var run = new PolicyRun(taken, PolicyExperiment.Build(spec), TimeProvider.System);
        Assert.True(run.Train(null, CancellationToken.None));
        return run.State;
    }
}
