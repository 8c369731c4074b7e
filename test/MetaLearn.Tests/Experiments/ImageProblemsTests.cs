using System.IO.Compression;
using System.Text;
using MetaLearn.Episodes;
using MetaLearn.Experiments;
using MetaLearn.Tests.Files;
using MetaLearn.Tests.Images;

namespace MetaLearn.Tests.Experiments;

public sealed class ImageProblemsTests : IDisposable
{
    private static readonly string[] Parts = ["train", "val", "test"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(2)]
    [InlineData(3)]
    public void Ways_of_evaluation_leave_the_parts_of_a_folder_alone(int? evaluationWays)
    {
        for (var i = 0; i < 20; i++) PictureFolder.Write(folder.File("own"), $"class {i}/1.png", PictureFolder.Png(PictureFolder.Plain(4, 4, 1, (byte)i)));
        var trained = ExperimentSpec.For("images") with { File = folder.File("own"), Ways = 6 };
        string Test(ExperimentSpec spec) => string.Join(", ", ImageProblems.Load(spec) is var splits ? splits.Test.Classes.Select(position => splits.Test.Images.Classes[position].Name) : []);
        Assert.Equal(6, Test(trained).Split(", ").Length);
        Assert.Equal(Test(trained), Test(trained with { EvaluationWays = evaluationWays }));
    }

    [Theory]
    [InlineData("image-size", "64", "omniglot, images, tiny-imagenet, miniimagenet")]
    [InlineData("channels", "3", "images, tiny-imagenet, miniimagenet")]
    public void A_size_that_the_data_set_has_not_is_refused(string setting, string value, string takers)
    {
        var options = new Dictionary<string, string> { ["problem"] = "strokes", [setting] = value };
        Assert.Equal($"{setting} '{value}' is for {takers}, not strokes, whose pictures are 28×28×1.", Assert.Throws<ArgumentException>(() => ImageProblems.Load(SpecField.ToSpec(options))).Message);
        // As a run's record has it.
        Assert.Equal(new(28, 28, 1), ImageProblems.Load(ExperimentSpec.For("strokes") with { ImageSize = 28, Channels = 1 }).Training.Images.Size);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1025")]
    [InlineData("50000")]
    public void A_side_beyond_the_largest_is_refused(string side)
        => Assert.Equal($"image-size '{side}': must be from 1 to 1024.",
            Assert.Throws<ArgumentException>(() => SpecField.ToSpec(new Dictionary<string, string> { ["problem"] = "images", ["image-size"] = side })).Message);

    [Fact]
    public void Unreadable_files_of_tiny_imagenet_are_counted_where_they_are_left_out()
    {
        foreach (var part in Parts)
        {
            for (var i = 0; i < 6; i++) PictureFolder.Write(folder.File(part), $"n{i}/1.png", PictureFolder.Png(PictureFolder.Plain(4, 4, 3, (byte)i)));
            if (part != "val") PictureFolder.Write(folder.File(part), "n0/2.png", [1, 2, 3]);
            Directory.CreateDirectory(folder.File("data/tiny-imagenet-fewshot"));
            ZipFile.CreateFromDirectory(folder.File(part), folder.File($"data/tiny-imagenet-fewshot/{part}.zip"));
        }
        var spec = ExperimentSpec.For("tiny-imagenet") with { Data = folder.File("data") };
        Assert.Contains("2.png", Assert.Throws<DataException>(() => ImageProblems.Load(spec)).Message, StringComparison.Ordinal);
        var splits = ImageProblems.Load(spec with { SkipUnreadable = true });
        Assert.Equal(2, splits.Warnings.Count);
        Assert.All(splits.Warnings.Zip(["train.zip", "test.zip"]), pair => Assert.Contains($"{pair.Second}: 1 of 7 pictures could not be read and were left out", pair.First, StringComparison.Ordinal));
        Assert.Equal((6, 1), (splits.Training.Classes.Count, splits.Training.Images.Classes[0].Count));
    }

    [Fact]
    public void Unreadable_files_of_mini_imagenet_are_counted_where_they_are_left_out()
    {
        foreach (var part in Parts)
        {
            PictureFolder.Write(folder.File("data"), $"mini-imagenet-splits/{part}.csv", Encoding.UTF8.GetBytes($"filename,label\n{part}1.png,{part}\n{part}2.png,{part}\n"));
            for (var i = 1; i < 3; i++) PictureFolder.Write(folder.File("pictures"), $"{part}{i}.png", part == "val" && i == 2 ? [1, 2, 3] : PictureFolder.Png(PictureFolder.Plain(4, 4, 3, (byte)i)));
        }
        var spec = ExperimentSpec.For("miniimagenet") with { Data = folder.File("data"), File = folder.File("pictures"), ImageSize = 4 };
        Assert.Contains("val2.png", Assert.Throws<DataException>(() => ImageProblems.Load(spec)).Message, StringComparison.Ordinal);
        var splits = ImageProblems.Load(spec with { SkipUnreadable = true });
        var warning = Assert.Single(splits.Warnings);
        Assert.StartsWith("val.csv: ", warning, StringComparison.Ordinal);
        Assert.Contains("1 of 2 pictures could not be read and were left out", warning, StringComparison.Ordinal);
        Assert.Equal([2, 1, 2], new[] { splits.Training, splits.Validation!, splits.Test }.Select(part => part.Images.Classes[0].Count)); // The lists have three parts.
    }

    [Fact]
    public void Pictures_to_adapt_to_are_fitted_as_the_run_says_whatever_it_was_trained_on()
    {
        foreach (var name in (ReadOnlySpan<string>)["a/1.png", "b/1.png"]) PictureFolder.Write(folder.File("new"), name, PictureFolder.Png(PictureFolder.Plain(2, 4, 1, 200)));
        var spec = ExperimentSpec.For("strokes") with { ImageSize = 2, Channels = 1 };
        float[] Read(string fit) => new ImageModelRows(spec with { Fit = fit }, isTransductive: false).ReadSupport(folder.File("new")).Examples.X.ToArray();
        Assert.NotEqual(Read("crop"), Read("squash"));
    }
}
