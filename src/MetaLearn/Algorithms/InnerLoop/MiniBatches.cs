using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Mini-batches of an episode's examples as formulas, drawn without replacement: passes over all examples, each in a random order of its own, are laid
/// end to end and cut into batches, so that a batch may span two passes. The orders are drawn anew for every episode of every iteration.
/// </summary>
internal sealed class MiniBatches
{
    // Apart from the streams that a model's own random operations would use.
    private const int FirstStream = 1 << 24;

    private readonly Expression x;
    private readonly Expression y;
    private readonly int size;
    private readonly Expression? order;

    /// <param name="x"><c>[examples, ..]</c>.</param>
    /// <param name="y"><c>[examples, ..]</c>.</param>
    /// <param name="size">Examples in a batch; null for all.</param>
    /// <param name="count">How many batches are to be had.</param>
    public MiniBatches(Expression x, Expression y, int? size, int count)
    {
        (this.x, this.y, this.size) = (x, y, size ?? x.Shape[0]);
        var examples = x.Shape[0];
        // Whole passes are all examples equally often, in whatever order.
        if (this.size % examples == 0 || count == 0) return;
        var passes = (this.size * count + examples - 1) / examples;
        order = Concatenate(0, [.. Enumerable.Range(0, passes).Select(pass => RandomOrder(examples, FirstStream + pass))]);
    }

    /// <summary>A batch by its number from 0.</summary>
    public (Expression X, Expression Y) this[int batch]
    {
        get
        {
            if (order is null) return (x, y);
            var rows = Slice(order, 0, batch * size, size);
            return (Gather(x, rows), Gather(y, rows));
        }
    }

    /// <summary>
    /// 0 … count − 1 in a uniformly random order: the rank of each of as many random numbers. Of equal ones the earlier ranks first, so that no rank is
    /// given twice.
    /// </summary>
    internal static Expression RandomOrder(int count, int stream)
    {
        var draws = RandomUniform(new(count), stream);
        var (own, other) = (Reshape(draws, new(count, 1)), Reshape(draws, new(1, count)));
        var isEarlier = Constant([.. Enumerable.Range(0, count * count).Select(i => i % count < i / count ? 1.0 : 0)], new(count, count));
        return Sum(Greater(own, other) + Equal(own, other) * isEarlier, [1]);
    }
}
