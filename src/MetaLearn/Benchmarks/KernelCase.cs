using System.Diagnostics;
using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Benchmarks;

/// <summary>A kernel timed by itself on one thread: one instruction of a compiled program, for several episodes.</summary>
/// <param name="Name">What it computes, on which sizes.</param>
public sealed record KernelCase(string Name)
{
    private const int Episodes = 8, Pictures = 5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.1), Measured = TimeSpan.FromSeconds(0.4);

    private Func<Expression> Formula { get; init; } = () => 0;

    /// <summary>
    /// The cases: the convolutions of conv4's layers for five pictures an episode, forward and both backward directions, with a kernel that all episodes share and
    /// with one for each; and the matrix products of a 40-40 network.
    /// </summary>
    public static IReadOnlyList<KernelCase> All { get; } =
    [
        .. Convolutions("28×28, 1 → 64, stride 2", 28, 1, 64, 2),
        .. Convolutions("14×14, 64 → 64, stride 2", 14, 64, 64, 2),
        .. Convolutions("7×7, 64 → 64, stride 2", 7, 64, 64, 2),
        .. Convolutions("4×4, 64 → 64, stride 2", 4, 64, 64, 2),
        .. Convolutions("14×14, 64 → 64", 14, 64, 64, 1),
        .. Convolutions("42×42, 32 → 32", 42, 32, 32, 1),
        .. Convolutions("21×21, 32 → 32", 21, 32, 32, 1),
        .. Convolutions("10×10, 32 → 32", 10, 32, 32, 1),
        new("product 10×40×40") { Formula = () => MatMul(new Input("a", new Shape(10, 40)), new Input("b", new Shape(40, 40))) },
        new("product 25×64×5") { Formula = () => MatMul(new Input("a", new Shape(25, 64)), new Input("b", new Shape(64, 5))) },
    ];

    /// <summary>Times the case.</summary>
    /// <returns>Microseconds an episode, and 10⁹ floating-point operations a second, a multiply-add counting as two: medians.</returns>
    public (double Microseconds, double Gigaflops) Measure()
    {
        using var executor = Program.Compile<float>(Formula()).CreateExecutor(Episodes, threads: 1, shards: 1);
        var random = new RandomStream(0);
        foreach (var leaf in executor.Program.Leaves)
            foreach (ref var value in executor[leaf]) value = (float)random.Uniform(-1, 1);
        var times = new List<double>();
        var total = Stopwatch.StartNew();
        while (total.Elapsed < WarmUp + Measured)
        {
            var start = Stopwatch.GetTimestamp();
            executor.Run();
            if (total.Elapsed > WarmUp) times.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds / Episodes);
        }
        times.Sort();
        var median = times[times.Count / 2];
        return (median, executor.Program.OperationsPerEpisode / median / 1e3);
    }

    private static IEnumerable<KernelCase> Convolutions(string sizes, int side, int from, int to, int stride)
    {
        var window = stride == 1 ? new Window(3, 3).Padded(1) : new Window(3, 3) { Stride = stride }.Same(side, side);
        foreach (var isShared in new[] { true, false })
        {
            (Expression Y, Expression X, Expression W, Expression G) Parts()
            {
                var x = new Input("x", new Shape(Pictures, side, side, from));
                var w = new Input("w", new Shape(3, 3, from, to), isPerEpisode: !isShared);
                var y = Conv2d(x, w, window);
                return (y, x, w, new Input("g", y.Shape));
            }

            var kernel = isShared ? "shared kernel" : "own kernels";
            yield return new($"conv {sizes}, {kernel}") { Formula = () => Parts().Y };
            // A picture has no derivative to be taken by.
            if (from > 1) yield return new($"conv by x {sizes}, {kernel}") { Formula = () => Parts() is var p ? Gradient(Sum(p.Y * p.G), [p.X])[0] : 0 };
            if (isShared) continue;
            yield return new($"conv by w {sizes}") { Formula = () => Parts() is var p ? Gradient(Sum(p.Y * p.G), [p.W])[0] : 0 };
        }
    }
}
