using MetaLearn.Autodiff.Compiler;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

public sealed unsafe partial class Executor<T>
{
    private Observer? afterInstruction;

    private delegate void Observer(Step step, T** memories, int first, int episodes);

    /// <summary>
    /// Runs the same formulas once more on the leaves' present values, one operation at a time, and finds the first that makes NaN or infinity.
    /// Costs nothing unless it is called.
    /// </summary>
    /// <param name="seed">Of random operations, as in the run in question.</param>
    /// <param name="firstEpisode">As in the run in question.</param>
    /// <returns>Null when every value is finite.</returns>
    public NonFiniteOrigin? FindNonFinite(ulong seed = 0, long firstEpisode = 0)
    {
        foreach (var leaf in Program.Leaves)
            if (Search(this[leaf], leaf.OperationName, leaf.Shape, [], leaf is Input { IsPerEpisode: true }) is { } inLeaf) return inLeaf;

        NonFiniteOrigin? found = null;
        var program = new Program<T>(Program.Outputs, new CompiledGraph(Program.Outputs, fuse: false));
        using var single = new Executor<T>(program, Episodes, threads: 1, shards: 1);
        foreach (var leaf in program.Leaves) this[leaf].CopyTo(single[leaf]);
        single.afterInstruction = (step, memories, first, episodes) =>
        {
            if (found is not null || step.Members[0].Operation is MeanOverEpisodes) return;
            var node = step.Members[0];
            var operand = program.Graph.OperandOf(node);
            var frame = new Frame<T> { Memories = memories, Episodes = episodes };
            var values = new Span<T>(operand.In(in frame), operand.Count * (operand.IsPerEpisode ? episodes : 1));
            found = Search(values, node.Operation.Name, node.Shape, node.Inputs, operand.IsPerEpisode, first);
        };
        single.Run(seed, firstEpisode);
        return found;
    }

    private static NonFiniteOrigin? Search(ReadOnlySpan<T> values, string name, Shape shape, Node[] inputs, bool isPerEpisode, int first = 0)
    {
        for (var i = 0; i < values.Length; i++)
            if (!T.IsFinite(values[i]))
                return new(name, shape, [.. inputs.Select(Describe)], double.CreateTruncating(values[i]), i % shape.Count, isPerEpisode ? first + i / shape.Count : null);
        return null;
    }

    private static string Describe(Node node) => node.Operation is Constant constant ? $"{constant.Value}" : $"{node.Operation.Name} {node.Shape}";
}
