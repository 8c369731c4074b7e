using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Tests.Compiler;

public sealed class RematerializationTests
{
    private const int Episodes = 2;

    private static readonly Parameter Pivot = new("pivot", new(8));

    [Theory]
    [InlineData(1000, true)]
    [InlineData(10, false)]
    public void A_distance_that_is_read_before_and_after_a_mean_is_kept_only_where_it_is_short(int rows, bool isLong)
    {
        var (x, formula) = Centred(rows);
        var stored = Program.Compile<float>(formula).Graph.PerEpisodeSteps.SelectMany(step => step.Stored);
        Assert.Equal(isLong ? 0 : 1, stored.Count(node => node.Operation is Subtract && node.Shape == x.Shape));
    }

    [Fact]
    public void Values_and_gradients_keep_their_bits()
    {
        var (x, formula) = Centred(1000);
        Expression[] outputs = [formula, .. Gradient(Sum(formula), [x, Pivot])];
        Assert.Equal(Run(new CompiledGraph(outputs, fuse: false)), Run(new CompiledGraph(outputs, fuse: true)));

        float[][] Run(CompiledGraph graph)
        {
            using var executor = new Program<float>(outputs, graph).CreateExecutor(Episodes);
            var random = new RandomStream(3);
            foreach (var leaf in new Expression[] { x, Pivot })
                foreach (ref var value in executor[leaf]) value = (float)random.Uniform(-1, 1);
            executor.Run();
            return [.. outputs.Select((_, i) => executor.Output(i).ToArray())];
        }
    }

    // Two steps: the mean is known only after the first pass over the distances.
    private static (Input X, Expression Formula) Centred(int rows)
    {
        var x = new Input("x", new Shape(rows, 8));
        var distance = x - Pivot;
        return (x, Sum(Relu(distance - Mean(distance, [0])), [0]));
    }
}
