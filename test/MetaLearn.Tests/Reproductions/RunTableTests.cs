using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Experiments;
using MetaLearn.Reproductions;
using MetaLearn.Tests.Episodes;
using MetaLearn.Tests.Files;
using MetaLearn.Training;

namespace MetaLearn.Tests.Reproductions;

public sealed class RunTableTests
{
    private static readonly Reproduction Family = Named("family-sinusoid"), M4 = Named("m4-hourly");
    private static readonly ReproductionOptions Tiny = new() { Iterations = 3, Episodes = 4, Threads = 1 };

    public static TheoryData<string> FamilyRows => [.. Family.Rows.Where(row => row != ReptileSinusoid.OwnTask).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(FamilyRows))]
    public void Every_row_of_the_family_is_measured_with_5_and_10_shots_with_its_time_and_memory(string name)
    {
        var cells = Family.Run(Tiny, [.. Family.Rows.Where(row => row.Name == name)]).ToArray();
        foreach (var shots in (int[])[5, 10])
        {
            ReproductionCell Only(string metric) => Assert.Single(cells, cell => cell.Metric == $"{shots}-shot{metric}");
            Assert.Equal(4, Only(" error at the number of steps chosen on validation").Episodes);
            Assert.True(Only(": peak memory, bytes").Ours > 0);
            Assert.True(Only(": meta-training, seconds").Ours > 0);
        }
        Assert.Equal(cells.Length, cells.Select(cell => cell.Metric).Distinct().Count());
        Assert.All(cells, cell => Assert.Equal(cell.Band is null, cell.Pass is null));
    }

    [Fact]
    public void Reptiles_own_task_is_one_of_the_familys_rows_with_the_figures_of_its_own_table()
    {
        var own = Family.Run(Tiny, [ReptileSinusoid.OwnTask]).ToArray();
        var serial = ReptileSinusoid.Reproduction.Run(Tiny, [.. ReptileSinusoid.Reproduction.Rows.Where(row => row.Name == "serial")]).ToArray();
        Assert.Equal(serial.Select(cell => cell with { Row = "reptile-own-task" }), own);
        Assert.Contains(own, cell => cell.Pass is not null);
    }

    [Fact]
    public void The_time_of_an_earlier_call_on_the_folder_counts()
    {
        using var folder = new TemporaryFolder();
        var options = Tiny with { Iterations = 400, Folder = folder.Path };
        var rows = Family.Rows.Where(row => row.Name == "maml").ToArray();
        double[] Seconds() => [.. Family.Run(options, rows).Where(cell => cell.Metric.EndsWith("seconds", StringComparison.Ordinal)).Select(cell => cell.Ours)];
        var first = Seconds();
        Assert.All(Seconds().Zip(first), pair => Assert.True(pair.First >= 0.5 * pair.Second));
    }

    [Fact]
    public void A_row_whose_options_have_changed_does_not_take_the_old_network()
    {
        using var folder = new TemporaryFolder();
        var options = Tiny with { Folder = folder.Path };
        void Train(params (string, string)[] settings)
        {
            using var networks = new TrainedNetworks("table", options, null, default);
            var bench = new RunBench(networks, "row");
            bench.Train("row", Experiment.Build(new RunRow("row", "", "--hidden 4").Spec("sinusoid", bench.Overrides(settings))));
        }
        Train(("inner-clip-norm", "10"));
        Train(("inner-clip-norm", "10"), ("threads", "2"));
        var path = folder.File("row.safetensors");
        var refusal = Assert.Throws<IOException>(() => Train(("inner-clip-norm", "5")));
        Assert.Equal($"{path}: was trained with inner-clip-norm 10, expected 5; choose another folder, or delete the file to train it again.", refusal.Message);
        Assert.Contains("expected not set", Assert.Throws<IOException>(() => Train()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_rows_share_is_made_once_and_so_is_a_failure()
    {
        using var networks = new TrainedNetworks("table", Tiny, null, default);
        var calls = 0;
        Assert.Equal(1, networks.Shared("count", () => ++calls));
        Assert.Equal(1, networks.Shared("count", () => ++calls));
        int Fails() => throw new NonFiniteException($"call {++calls}");
        for (var i = 0; i < 2; i++) Assert.Equal("call 2", Assert.Throws<NonFiniteException>(() => networks.Shared("failure", Fails)).Message);
    }

    [SkippableFact]
    public void The_best_method_on_validation_is_judged_against_every_baseline_pair_by_pair()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("m4-hourly/Hourly-train.csv.gz")));
        var cells = M4.Run(Tiny with { Data = data }, [.. M4.Rows.Where(row => row.Name == "best-on-validation")]).ToArray();
        var judged = cells.Where(cell => cell.Pass is not null).ToArray();
        Assert.Equal(4, judged.Length);
        Assert.All(judged, cell => Assert.Equal(10 * 83, cell.Episodes));
        var own = Assert.Single(cells, cell => cell.Metric.StartsWith("loss at", StringComparison.Ordinal)).Ours;
        foreach (var other in (string[])["the pretrained network as it is", "training from scratch", "the seasonal-naive forecast"])
        {
            var loss = Assert.Single(cells, cell => cell.Metric == $"loss of {other}").Ours;
            Assert.Equal(own - loss, Assert.Single(judged, cell => cell.Metric == $"loss minus that of {other}, paired").Ours, 1e-9);
        }
    }

    [Fact]
    public void The_seasonal_naive_forecast_repeats_the_last_season()
    {
        // One query window of 4 lags and horizon 2: the forecast is the last two lags.
        var source = new MemoryEpisodes(
            [new(new(new float[4], new float[2]), new(new float[] { 9, 9, 1, 2 }, new float[] { 2, 5 }))], new Shape(4), new Shape(2),
            EpisodeOrder.AsGiven);
        Assert.Equal([(1.0 + 9) / 2], SeasonalNaive.Losses(source, 1, 0));
    }

    private static Reproduction Named(string name) => Reproduction.All.Single(reproduction => reproduction.Name == name);
}
