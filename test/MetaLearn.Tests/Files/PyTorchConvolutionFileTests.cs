using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Files;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Training;

namespace MetaLearn.Tests.Files;

/// <summary>State dictionaries of PyTorch's convolutional networks load and save by name; see <c>test/golden/conv_files.py</c>.</summary>
public sealed class PyTorchConvolutionFileTests
{
    private const int Channels = 2, Ways = 3;

    private static readonly Func<int, Module> Running = channels => new BatchNorm(channels) { Statistics = NormStatistics.Running };

    public static TheoryData<string> Networks => ["conv4", "resnet12"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void What_a_loaded_network_predicts_is_what_PyTorch_predicts(string name)
    {
        var (learner, golden) = (Learner(name), GoldenFile.Read(name));
        var values = Checkpoint.ReadParameters(Path.Combine(GoldenFile.Folder, name + ".safetensors"), learner);
        var (shape, pictures) = GoldenFile.Tensor(golden.GetProperty("x"));
        var x = new Input("x", new(shape[0], shape[2], shape[3], shape[1]));
        var leaves = learner.Model.Parameters.Zip(values).ToDictionary(pair => (Expression)pair.First, pair => Array.ConvertAll(pair.Second, value => (double)value));
        var y = learner.Model.Apply(x);
        leaves[x] = InOurOrder(pictures, shape);
        Near.Equal(GoldenFile.Tensor(golden.GetProperty("y")).Values, Program.Evaluate<double>([y], leaves)[0], 1e-11);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void What_is_saved_is_PyTorchs_file_again(string name)
    {
        using var folder = new TemporaryFolder();
        var learner = Learner(name);
        var original = Path.Combine(GoldenFile.Folder, name + ".safetensors");
        var values = Checkpoint.ReadParameters(original, learner);
        var saved = folder.File("checkpoint.safetensors");
        var state = new TrainingState { Iteration = 1, Parameters = values, OptimizerState = [] };
        Checkpoint.Write(saved, state, learner, []);
        var (there, here) = (SafeTensorsFile.Read(original).Arrays, SafeTensorsFile.Read(saved).Arrays);
        foreach (var array in there.Values.Where(array => !array.Name.EndsWith("num_batches_tracked", StringComparison.Ordinal)))
        {
            Assert.Equal(array.Shape, here[array.Name].Shape);
            Assert.Equal(array.ToFloats(), here[array.Name].ToFloats());
        }
        Assert.Equal(values, Checkpoint.Read(saved, learner, []).Parameters);
    }

    [Fact]
    public void Another_kernel_is_refused_in_PyTorchs_shapes()
    {
        var learner = new Maml(new Conv4(new(32, 32, Channels), Ways) { Filters = 4, Normalization = Running }, CrossEntropy);
        var failure = Assert.Throws<FileFormatException>(() => Checkpoint.ReadParameters(Path.Combine(GoldenFile.Folder, "conv4.safetensors"), learner));
        Assert.EndsWith("'features.layer1.conv.weight' has shape [3, 2, 3, 3], expected [4, 2, 3, 3].", failure.Message, StringComparison.Ordinal);
    }

    private static Maml Learner(string name) => new(
        name == "conv4"
            ? new Conv4(new(32, 32, Channels), Ways) { Filters = 3, HasBias = true, Normalization = Running }
            : new ResNet12(Channels, Ways) { Filters = [2, 3, 4, 5], Normalization = Running },
        CrossEntropy);

    private static Expression CrossEntropy(Expression predictions, Expression targets) => Loss.CrossEntropy(predictions, targets);

    // [n, channels, rows, columns] → [n, rows, columns, channels].
    private static double[] InOurOrder(double[] pictures, int[] shape)
    {
        var (channels, pixels) = (shape[1], shape[2] * shape[3]);
        return [.. pictures.Select((_, i) => pictures[i / (pixels * channels) * pixels * channels + i % channels * pixels + i / channels % pixels])];
    }
}
