using MetaLearn.Experiments;
using MetaLearn.Tests.Files;
using MetaLearn.Tests.Images;

namespace MetaLearn.Tests.Experiments;

public sealed class ImageProblemsTests : IDisposable
{
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
    public void Pictures_to_adapt_to_are_fitted_as_the_run_says_whatever_it_was_trained_on()
    {
        foreach (var name in (ReadOnlySpan<string>)["a/1.png", "b/1.png"]) PictureFolder.Write(folder.File("new"), name, PictureFolder.Png(PictureFolder.Plain(2, 4, 1, 200)));
        var spec = ExperimentSpec.For("strokes") with { ImageSize = 2, Channels = 1 };
        float[] Read(string fit) => new ImageModelRows(spec with { Fit = fit }, isTransductive: false).ReadSupport(folder.File("new")).Examples.X.ToArray();
        Assert.NotEqual(Read("crop"), Read("squash"));
    }
}
