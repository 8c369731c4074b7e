using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Tests.Compiler;

public sealed class RandomGraphTests
{
    [Fact]
    public void Fused_and_unfused_programs_compute_what_plain_loops_do()
    {
        for (var seed = 0UL; seed < 200; seed++)
        {
            var episodes = 1 + (int)(seed % 5);
            var graph = new RandomGraph(seed, episodes, operations: 8 + (int)(seed % 40));
            var formulas = graph.Outputs.Select(output => output.Formula).ToArray();
            var fused = Run(graph, formulas, episodes, fuse: true);
            var unfused = Run(graph, formulas, episodes, fuse: false);
            for (var i = 0; i < formulas.Length; i++)
            {
                var expected = graph.Outputs[i].Values;
                // A formula of shared leaves alone has one value for all episodes.
                double[] naive = [.. expected.Take(fused[i].Length / expected[0].Values.Length).SelectMany(array => array.Values)];
                Compare(naive, fused[i], $"seed {seed}, output {i} ({formulas[i]}), fused");
                Compare(naive, unfused[i], $"seed {seed}, output {i} ({formulas[i]}), unfused");
            }
        }
    }

    [Fact]
    public void Gradients_of_random_formulas_are_the_same_fused_and_unfused()
    {
        for (var seed = 1000UL; seed < 1060; seed++)
        {
            var graph = new RandomGraph(seed, episodes: 2, operations: 25);
            var inputs = graph.Inputs.Select(input => input.Formula).ToArray();
            var first = Gradient(Sum(graph.Outputs[^1].Formula), inputs);
            Expression contracted = 0;
            foreach (var gradient in first) contracted += Sum(Square(gradient));
            Expression[] formulas = [.. first, .. Gradient(contracted, inputs)];
            var (fused, unfused) = (Run(graph, formulas, 2, fuse: true), Run(graph, formulas, 2, fuse: false));
            for (var i = 0; i < formulas.Length; i++) Compare(unfused[i], fused[i], $"seed {seed}, gradient {i}");
        }
    }

    private static double[][] Run(RandomGraph graph, Expression[] formulas, int episodes, bool fuse)
    {
        var program = new Program<double>(formulas, new CompiledGraph(formulas, fuse));
        using var executor = program.CreateExecutor(episodes, shards: 2);
        foreach (var (leaf, values) in graph.Inputs)
        {
            var memory = executor[leaf];
            var length = leaf.Shape.Count;
            for (var i = 0; i < memory.Length / length; i++) values[i].Values.CopyTo(memory[(i * length)..]);
        }
        executor.Run();
        return [.. formulas.Select((_, i) => executor.Output(i).ToArray())];
    }

    private static void Compare(double[] expected, double[] actual, string where)
    {
        Assert.True(expected.Length == actual.Length, $"{where}: {expected.Length} numbers expected, found {actual.Length}.");
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-12 * scale, $"{where}: element {i} is {actual[i]:R}, expected {expected[i]:R}.");
    }
}
