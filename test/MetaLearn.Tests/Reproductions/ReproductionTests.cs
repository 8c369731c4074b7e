using MetaLearn.Files;
using MetaLearn.Reproductions;
using MetaLearn.Training;

namespace MetaLearn.Tests.Reproductions;

public sealed class ReproductionTests
{
    private static readonly Reproduction Sinusoid = Reproduction.All.Single(reproduction => reproduction.Name == "maml-sinusoid");
    private static readonly ReproductionOptions Tiny = new() { Iterations = 200, Episodes = 20, Threads = 1 };

    [Fact]
    public void A_cell_is_the_same_bits_for_one_and_two_threads_and_another_for_another_seed()
    {
        var rows = Rows("maml");
        var cells = Sinusoid.Run(Tiny, rows).ToArray();
        Assert.Equal(cells, Sinusoid.Run(Tiny with { Threads = 2 }, rows));
        Assert.NotEqual(cells, Sinusoid.Run(Tiny with { Seed = 1 }, rows).Select(cell => cell with { Seed = 0 }));
        var shortest = Tiny with { Iterations = 10 };
        rows = Rows("pretrained", "averaged-to-mean");
        Assert.Equal(Sinusoid.Run(shortest, rows).ToArray(), Sinusoid.Run(shortest with { Threads = 2 }, rows));
    }

    [Fact]
    public void Every_row_gives_cells_of_its_name_and_only_published_figures_and_claims_are_judged()
    {
        foreach (var row in Sinusoid.Rows)
        {
            var cells = Sinusoid.Run(Tiny with { Iterations = 5 }, [row]).ToArray();
            Assert.NotEmpty(cells);
            Assert.Equal(cells.Length, cells.Select(cell => cell.Metric).Distinct().Count());
            Assert.All(cells, cell => Assert.Equal((row.Name, 20, 0UL), (cell.Row, cell.Episodes, cell.Seed)));
            Assert.All(cells, cell => Assert.Equal(cell.Band is null, cell.Pass is null));
        }
    }

    [Fact]
    public void Table_2_stands_beside_our_figures()
    {
        double?[] Paper(string row) => [.. Sinusoid.Run(Tiny with { Iterations = 5 }, Rows(row)).Where(cell => cell.Pass is not null).Select(cell => cell.Paper)];
        Assert.Equal([0.67, 0.38, 0.35], Paper("maml"));
        Assert.Equal([2.41, 2.23, 2.19], Paper("pretrained"));
        Assert.Equal([4.19, 3.85, 3.69], Paper("averaged"));
        Assert.Equal([7.18, 5.69, 5.60], Paper("averaged-l2"));
        Assert.Equal([2.91, 2.72, 2.71], Paper("averaged-to-mean"));
    }

    [Fact]
    public void A_folder_spares_the_second_run_its_training()
    {
        using var folder = new TemporaryFolder();
        var options = Tiny with { Folder = folder.Path, Iterations = 10 };
        var rows = Rows("maml", "maml-half-range", "averaged");
        var first = Sinusoid.Run(options, rows).ToArray();
        var said = new List<string>();
        Assert.Equal(first, Sinusoid.Run(options, rows, progress => said.Add(progress.What)));
        Assert.Contains("maml: trained for 10 iterations, 10 of them before", said);
        Assert.DoesNotContain(said, what => what.Contains("training", StringComparison.Ordinal));
        Assert.Equal(first, Sinusoid.Run(Tiny with { Iterations = 10 }, rows));
    }

    [Fact]
    public void A_run_that_was_stopped_while_training_goes_on_from_its_checkpoint_to_the_same_bits()
    {
        using var folder = new TemporaryFolder();
        var options = Tiny with { Iterations = 2000 };
        var rows = Rows("first-order");
        void StopHalfWay(ReproductionProgress progress)
        {
            if (progress.Done == 1500) throw new OperationCanceledException();
        }
        Assert.Throws<OperationCanceledException>(() => Sinusoid.Run(options with { Folder = folder.Path }, rows, StopHalfWay).ToArray());
        var said = new List<string>();
        var resumed = Sinusoid.Run(options with { Folder = folder.Path }, rows, progress => said.Add(progress.What)).ToArray();
        Assert.Contains("first-order: trained for 2000 iterations, 1000 of them before", said);
        Assert.Equal(Sinusoid.Run(options, rows), resumed);
    }

    [Fact]
    public void Cancelling_saves_the_iteration_in_hand()
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        var options = Tiny with { Iterations = 1200 };
        var rows = Rows("maml");
        void StopAt500(ReproductionProgress progress) => stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Sinusoid.Run(options with { Folder = folder.Path }, rows, StopAt500, stop.Token).ToArray());
        var said = new List<string>();
        var resumed = Sinusoid.Run(options with { Folder = folder.Path }, rows, progress => said.Add(progress.What)).ToArray();
        Assert.Contains("maml: trained for 1200 iterations, 500 of them before", said);
        Assert.Equal(Sinusoid.Run(options, rows), resumed);
    }

    [Fact]
    public void A_folder_of_another_run_or_with_a_damaged_file_is_refused()
    {
        using var folder = new TemporaryFolder();
        var options = Tiny with { Folder = folder.Path, Iterations = 20 };
        _ = Sinusoid.Run(options, Rows("oracle")).ToArray();
        var refusal = Assert.Throws<IOException>(() => Sinusoid.Run(options with { Seed = 7 }, Rows("oracle")).ToArray());
        Assert.Contains("with seed 0 and 20 iterations, expected 'reproduce maml-sinusoid' with seed 7 and 20", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => Sinusoid.Run(options with { Iterations = 21 }, Rows("oracle")).ToArray());
        File.WriteAllBytes(Path.Combine(folder.Path, "oracle.safetensors"), [1, 2, 3]);
        Assert.Throws<FileFormatException>(() => Sinusoid.Run(options, Rows("oracle")).ToArray());
    }

    [Theory]
    [InlineData("maml", "inner-learning-rate")]
    [InlineData("averaged", "regressors")]
    public void A_network_that_was_trained_with_another_setting_is_refused_with_the_setting_and_both_values(string row, string setting)
    {
        using var folder = new TemporaryFolder();
        var options = Tiny with { Folder = folder.Path, Iterations = 10 };
        _ = Sinusoid.Run(options, Rows(row)).ToArray();
        var path = Path.Combine(folder.Path, $"{row}.safetensors");
        var file = SafeTensorsFile.Read(path);
        var settings = file.Metadata.ToDictionary();
        var expected = settings[$"setting.{setting}"];

        void Refused(string reason) => Assert.Equal(
            $"{path}: {reason}; choose another folder, or delete the file to train it again.",
            Assert.Throws<IOException>(() => Sinusoid.Run(options, Rows(row)).ToArray()).Message);
        void Write(IEnumerable<KeyValuePair<string, string>> metadata) => new SafeTensorsFile(file.Arrays.Values, metadata.ToDictionary()).Write(path);

        settings[$"setting.{setting}"] = "0.5";
        Write(settings);
        Refused($"was trained with {setting} 0.5, expected {expected}");
        settings.Remove($"setting.{setting}");
        Write(settings);
        Refused($"was trained with {setting} not set, expected {expected}");
        Write(settings.Where(pair => !pair.Key.StartsWith("setting.", StringComparison.Ordinal)));
        Refused("does not say with which settings its network was trained");
        File.Delete(path);
        _ = Sinusoid.Run(options, Rows(row)).ToArray();
    }

    [Fact]
    public void The_seed_of_the_evaluation_episodes_is_no_seed_of_training_or_validation()
    {
        Assert.Throws<ArgumentOutOfRangeException>("Seed", () => new ReproductionOptions { Seed = ReproductionOptions.EvaluationSeed });
        Assert.Throws<ArgumentOutOfRangeException>("Seed", () => new ReproductionOptions { Seed = ReproductionOptions.EvaluationSeed ^ new TrainingOptions().ValidationSeed });
        Assert.Throws<ArgumentOutOfRangeException>("Iterations", () => new ReproductionOptions { Iterations = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Episodes", () => new ReproductionOptions { Episodes = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Threads", () => new ReproductionOptions { Threads = 0 });
    }

    private static ReproductionRow[] Rows(params string[] names) => [.. names.Select(name => Sinusoid.Rows.Single(row => row.Name == name))];

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("metalearn").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
