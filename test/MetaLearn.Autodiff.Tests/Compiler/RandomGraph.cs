namespace MetaLearn.Autodiff.Tests.Compiler;

/// <summary>
/// A random formula together with its values, computed by plain loops for every episode. Values stay near 1, so that errors do not grow.
/// </summary>
internal sealed class RandomGraph
{
    private const int Leaves = 5;
    private const int MaximumCount = 1500;
    private readonly RandomStream random;
    private readonly int episodes;
    private readonly List<(Expression Formula, NaiveArray[] Values)> parts = [];

    public RandomGraph(ulong seed, int episodes, int operations)
    {
        (random, this.episodes) = (new(seed), episodes);
        for (var i = 0; i < Leaves; i++) AddLeaf(i);
        while (parts.Count < Leaves + operations)
            if (Draw() is { } part && part.Formula.Shape.Count <= MaximumCount) parts.Add((part.Formula, part.Values()));
    }

    /// <summary>Every leaf with its values, one array an episode; shared leaves have the same in each.</summary>
    public IEnumerable<(Expression Formula, NaiveArray[] Values)> Inputs => parts.Take(Leaves);

    /// <summary>The last formulas: they need most of the others.</summary>
    public IReadOnlyList<(Expression Formula, NaiveArray[] Values)> Outputs => [.. parts.Skip(Leaves).TakeLast(4)];

    private void AddLeaf(int i)
    {
        var lengths = new int[random.Below(4)];
        foreach (ref var length in lengths.AsSpan()) length = random.Below(3) == 0 ? 1 : random.Below(6) == 0 ? 33 : 2 + random.Below(4);
        Shape shape = new(lengths);
        var isShared = random.Below(3) == 0;
        Expression leaf = isShared ? new Parameter($"p{i}", shape) : new Input($"x{i}", shape);
        NaiveArray Fresh() => new([.. lengths], [.. Enumerable.Range(0, shape.Count).Select(_ => random.Uniform(-1.5, 1.5))]);
        var first = Fresh();
        parts.Add((leaf, [.. Enumerable.Range(0, episodes).Select(episode => isShared || episode == 0 ? first : Fresh())]));
    }

    // Values are computed only for a formula that is kept: one that is too large would take long.
    private (Expression Formula, Func<NaiveArray[]> Values)? Draw()
    {
        var (x, xs) = Pick();
        var (y, ys) = Pick();
        var rank = x.Shape.Rank;
        switch (random.Below(16))
        {
            case 0: return (Tanh(x), () => Each(xs, a => a.Map(Math.Tanh)));
            case 1: return (-x, () => Each(xs, a => a.Map(v => -v)));
            case 2: return (Sin(x) * 0.5, () => Each(xs, a => a.Map(v => Math.Sin(v) * 0.5)));
            case 3: return (Sigmoid(x), () => Each(xs, a => a.Map(v => 1 / (1 + Math.Exp(-v)))));
            case 4 or 5 when Fits(x, y): return ((x + y) * 0.5, () => Both(xs, ys, (v, w) => (v + w) * 0.5));
            case 6 or 7 when Fits(x, y): return (Tanh(x) * y, () => Both(xs, ys, (v, w) => Math.Tanh(v) * w));
            case 8 when Fits(x, y): return (Maximum(x, y) - 0.25, () => Both(xs, ys, (v, w) => Math.Max(v, w) - 0.25));
            case 9 when Fits(x, y): return (Where(Greater(x, y), x, 1 - y), () => Both(xs, ys, (v, w) => v > w ? v : 1 - w));
            case 10 when rank > 0:
                {
                    int[] axes = [.. Enumerable.Range(0, rank).Where(_ => random.Below(2) == 0)];
                    return (Mean(x, axes, keepDimensions: true), () => Each(xs, a => a.Reduce(axes, 0, (v, w) => v + w, count => 1.0 / count)));
                }
            case 11 when rank > 0:
                {
                    int[] axes = [random.Below(rank)];
                    NaiveArray Reduced(NaiveArray a) => a.Reduce(axes, double.NegativeInfinity, Math.Max, _ => 1) with { Lengths = [.. a.Lengths.Where((_, axis) => axis != axes[0])] };
                    return (Max(x, axes), () => Each(xs, Reduced));
                }
            case 12: return (Reshape(x, new(x.Shape.Count)), () => Each(xs, a => a with { Lengths = [a.Values.Length] }));
            case 13 when rank >= 2: return (Transpose(x), () => Each(xs, a => a.SwapLastTwo()));
            case 14 when rank == 2:
                {
                    // With itself transposed: always fits.
                    var scale = 1.0 / x.Shape[1];
                    return (MatMul(x, x, transposeB: true) * scale, () => Each(xs, a => NaiveArray.MatMul(a, a.SwapLastTwo()).Map(v => v * scale)));
                }
            case 15 when rank == 2 && y.Shape.Rank == 2 && x.Shape[1] == y.Shape[0]:
                {
                    var scale = 1.0 / x.Shape[1];
                    return (MatMul(x, y) * scale, () => [.. xs.Zip(ys, (a, b) => NaiveArray.MatMul(a, b).Map(v => v * scale))]);
                }
            default: return null;
        }
    }

    // Late parts more often, so that graphs are deep.
    private (Expression Formula, NaiveArray[] Values) Pick()
        => parts[random.Below(3) == 0 ? random.Below(parts.Count) : parts.Count - 1 - random.Below(Math.Min(6, parts.Count))];

    private static bool Fits(Expression x, Expression y) => Shape.TryBroadcast(x.Shape, y.Shape, out _);

    private static NaiveArray[] Each(NaiveArray[] values, Func<NaiveArray, NaiveArray> function) => Array.ConvertAll(values, value => function(value));

    private static NaiveArray[] Both(NaiveArray[] xs, NaiveArray[] ys, Func<double, double, double> function)
        => [.. xs.Zip(ys, (x, y) => NaiveArray.Broadcast(x, y, function))];
}
