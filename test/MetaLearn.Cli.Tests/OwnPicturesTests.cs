using System.Globalization;
using MetaLearn.Files;

namespace MetaLearn.Cli.Tests;

/// <summary>From a folder of pictures to labels for new ones.</summary>
public sealed class OwnPicturesTests : IDisposable
{
    private static readonly string[] Quick =
    [
        "--ways", "3", "--shots", "2", "--queries", "2", "--iterations", "4", "--validate-every", "2", "--validation-episodes", "4", "--meta-batch", "4", "--threads", "1",
        "--evaluation-steps", "2", "--inner-steps", "1", "--filters", "4", "--no-baselines",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_of_pictures_trains_a_model_that_adapts_to_new_classes_and_labels_pictures()
    {
        Write("own", 0, 12, 4);
        Write("new", 100, 3, 3);
        Write("ask", 100, 3, 5);
        var trained = Cli.Run(["train", "images", folder["own"], "--run", folder["run"], .. Quick]).Succeeded();
        Assert.Contains("6 classes meta-training, 3 meta-validation, 3 meta-test, by the hash of their names", trained.Error, StringComparison.Ordinal);
        Assert.Contains("3-way 2-shot, 2 queries a class, up to 2 inner steps, inductive", trained.Out, StringComparison.Ordinal);
        // The same classes are new to the model whatever the ways of an evaluation: others would be said to have changed.
        var evaluated = Cli.Run("evaluate", folder["run"], "--ways", "2", "--episodes", "4").Succeeded();
        Assert.Contains("4 episodes (seed 0), 2-way 2-shot", evaluated.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("parted differently", evaluated.Error, StringComparison.Ordinal);
        // The pictures that it was trained on need not be there any more.
        Directory.Delete(folder["own"], recursive: true);
        Cli.Run("adapt", folder["run"], "--support", folder["new"], "--out", folder["new.adapted"]).Succeeded();
        var lines = Cli.Run("predict", folder["new.adapted"], folder["ask"], folder["new/strokes 101/0.png"]).Succeeded().Out.TrimEnd().Split('\n').Select(line => line.TrimEnd()).ToList();
        Assert.Equal((1 + 15 + 1, "file,label,probability"), (lines.Count, lines[0]));
        foreach (var cells in lines.Skip(1).Select(line => line.Split(',')))
        {
            Assert.True(File.Exists(cells[0]), cells[0]);
            Assert.Contains(cells[1], (IEnumerable<string>)["strokes 100", "strokes 101", "strokes 102"]);
            Assert.InRange(float.Parse(cells[2], CultureInfo.InvariantCulture), 0.333f, 1);
        }
        var json = Cli.Run("predict", folder["new.adapted"], folder["new/strokes 101/0.png"], "--json").Succeeded().Out;
        Assert.Contains("\"label\":\"strokes 10", json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trained_model_labels_most_drawings_of_characters_it_has_never_seen()
    {
        Write("new", 250, 5, 3);
        Write("ask", 250, 5, 20);
        Cli.Run("train", "strokes", "--run", folder["run"], "--model", "conv4", "--statistics", "support", "--filters", "16", "--shots", "3", "--iterations", "200", "--meta-batch", "16",
            "--validate-every", "100", "--validation-episodes", "20", "--evaluation-steps", "1", "--no-baselines").Succeeded();
        Cli.Run("adapt", folder["run"], "--support", folder["new"], "--out", folder["new.adapted"]).Succeeded();
        var rows = Cli.Run("predict", folder["new.adapted"], folder["ask"]).Succeeded().Out.TrimEnd().Split('\n').Skip(1).Select(line => line.Split(',')).ToList();
        Assert.Equal(100, rows.Count);
        // A guess gets 20 right; the first three drawings of each are the support set itself.
        Assert.InRange(rows.Count(cells => Path.GetFileName(Path.GetDirectoryName(cells[0])) == cells[1]), 45, 100);
    }

    [Fact]
    public void Folders_that_do_not_fit_are_refused_in_a_sentence()
    {
        Write("own", 0, 8, 4);
        Cli.Run(["train", "images", .. Quick]).Failed(1, "images needs a folder with a folder of pictures for each class");
        Cli.Run(["train", "images", folder["none"], .. Quick]).Failed(1, "no such folder, and no such zip");
        Cli.Run(["train", "images", folder["own"], .. Quick]).Failed(1, "There are 8 classes; 3 ways need at least 9");
        Write("own", 8, 4, 4);
        Write("own", 12, 1, 3);
        Cli.Run(["train", "images", folder["own"], .. Quick]).Failed(1, "Class 'strokes 012' has 3 pictures; 2 shots and 2 queries a class need at least 4.");
        File.WriteAllBytes(folder["own/strokes 001/2.png"], [1, 2, 3]);
        Cli.Run(["train", "images", folder["own"], .. Quick]).Failed(1, Path.Combine("strokes 001", "2.png"), "no PNG and no JPEG");
        Directory.Delete(folder["own/strokes 012"], recursive: true);
        Cli.Run(["train", "images", folder["own"], "--skip-unreadable", .. Quick]).Failed(1, "Class 'strokes 001' has 3 pictures");
        Directory.Delete(folder["own/strokes 001"], recursive: true);
        File.WriteAllBytes(folder["own/strokes 002/unread.png"], []);
        var skipped = Cli.Run(["train", "images", folder["own"], "--skip-unreadable", "--run", folder["run"], .. Quick]).Succeeded();
        Assert.Contains("warning: ", skipped.Error, StringComparison.Ordinal);
        Assert.Contains("1 of 45 pictures could not be read and were left out", skipped.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_support_set_of_other_classes_than_the_network_has_is_refused()
    {
        Write("own", 0, 9, 4);
        Cli.Run(["train", "images", folder["own"], "--run", folder["run"], .. Quick]).Succeeded();
        CliResult Adapt() => Cli.Run("adapt", folder["run"], "--support", folder["new"], "--out", folder["new.adapted"]);
        Write("new", 50, 1, 2);
        Adapt().Failed(1, "There is 1 class; the model tells 2 to 3 apart");
        Write("new", 51, 3, 2);
        Adapt().Failed(1, "There are 4 classes; the model tells 2 to 3 apart");
        Assert.False(File.Exists(folder["new.adapted"]));
        Directory.Delete(folder["new/strokes 050"], recursive: true);
        Adapt().Succeeded();
        Cli.Run("predict", folder["new.adapted"], folder["none.png"]).Failed(1, "none.png: There is no such file.");
    }

    [Fact]
    public void Data_sets_that_are_not_there_are_answered_with_what_to_set()
    {
        foreach (var problem in (ReadOnlySpan<string>)["omniglot", "tiny-imagenet", "tiny-imagenet-32"])
            Cli.Run("train", problem, "--data", folder["none"]).Failed(1, "there is no such file", "--data or METALEARN_DATA");
        Cli.Run("train", "miniimagenet", folder["none"], "--data", folder["none"]).Failed(1, "there is no such file", "--data or METALEARN_DATA");
        Cli.Run("train", "fashion-mnist", folder["none"]).Failed(1, "the four IDX files of Fashion-MNIST");
        Cli.Run("train", "fashion-mnist").Failed(1, "fashion-mnist needs the folder of its four IDX files");
    }

    [SkippableFact]
    public void Omniglot_trains_by_the_paper_s_protocol_on_the_split_that_is_named()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("omniglot/images_background.zip")));
        string[] few = ["--data", data!, "--iterations", "2", "--validate-every", "1", "--validation-episodes", "4", "--filters", "4", "--evaluation-steps", "1", "--no-baselines"]; // Of a file.
        var result = Cli.Run(["train", "omniglot", "--run", folder["run"], .. few]).Succeeded();
        Assert.Contains("1100 classes meta-training, 100 meta-validation, 423 meta-test, by the split random-1100", result.Error, StringComparison.Ordinal);
        Assert.Contains("1 inner step of sgd at α = 2", result.Error, StringComparison.Ordinal);
        Assert.Contains("2 iterations of 32 episodes", result.Error, StringComparison.Ordinal);
        Assert.Contains("600 episodes (seed 0), 5-way 1-shot, 1 query a class, up to 1 inner steps, transductive, one model", result.Out, StringComparison.Ordinal);
        var options = RunFolder.ReadRecord(folder["run"]).Options;
        Assert.Equal(("augment", "28"), (options["rotations"], options["image-size"]));
        Cli.Run("audit", folder["run"], "--episodes", "50").Succeeded();
        Cli.Run("audit", "omniglot", "--data", data!, "--split", "background-evaluation", "--ways", "20", "--rotations", "classes", "--episodes", "50").Succeeded();
    }

    [SkippableFact]
    public void A_split_without_validation_classes_validates_on_others_and_says_so()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(SharedData.File("omniglot/images_background.zip")))!; // Of a file.
        var result = Cli.Run("train", "omniglot", "--split", "random-1200", "--data", data, "--model", "mlp", "--hidden", "4", "--iterations", "2", "--validate-every", "1", "--validation-episodes", "4",
            "--evaluation-steps", "1", "--no-baselines", "--run", folder["run"]).Succeeded();
        Assert.Contains("1200 classes meta-training, none meta-validation, 423 meta-test", result.Error, StringComparison.Ordinal);
        Assert.Contains("warning: The split has no meta-validation classes", result.Error, StringComparison.Ordinal);
        Cli.Run("audit", folder["run"], "--episodes", "50").Succeeded();
    }

    private void Write(string to, int first, int count, int pictures) => StrokesFolder.Write(folder[to], first, count, pictures);
}
