namespace MetaLearn.Autodiff.Tests.Cpu;

public sealed class ConvTests
{
    private const int Episodes = 3;

    /// <summary>Pictures, side, channels in and out, window: registers filled, overlapping and too wide; edges that see less than the whole window.</summary>
    public static TheoryData<int, int, int, int, Window> Cases => new()
    {
        { 5, 14, 64, 64, new Window(3, 3) { Stride = 2 }.Same(14, 14) },
        { 2, 7, 64, 64, new Window(3, 3).Padded(1) },
        { 3, 9, 3, 32, new Window(3, 3).Padded(1) },
        { 2, 8, 16, 20, new Window(5, 5) { Stride = 3 }.Padded(2) },
        { 2, 6, 33, 5, new Window(2, 2) { Stride = 2 } },
        { 1, 10, 4, 100, new Window(3, 2) { Dilation = 3, Stride = 2, Top = 2, Right = 4 } },
        { 2, 5, 7, 1, new Window(1, 1) { Stride = 4 } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Convolution_and_its_adjoints_equal_plain_loops(int n, int side, int from, int to, Window window)
    {
        foreach (var (sharedX, sharedW) in new[] { (false, true), (false, false), (true, false), (true, true) })
        {
            Expression x = sharedX ? new Parameter("x", new(n, side, side, from)) : new Input("x", new(n, side, side, from));
            Expression w = sharedW ? new Parameter("w", new(window.Height, window.Width, from, to)) : new Input("w", new(window.Height, window.Width, from, to));
            var y = Conv2d(x, w, window);
            var g = new Input("g", y.Shape);
            using var executor = Program.Compile<float>([y + 0 * g, .. Gradient(Sum(y * g), [x, w])]).CreateExecutor(Episodes, shards: 2);
            var random = new RandomStream(5);
            foreach (var leaf in executor.Program.Leaves)
                foreach (ref var value in executor[leaf]) value = (float)random.Uniform(-1, 1);
            executor.Run();
            for (var episode = 0; episode < Episodes; episode++)
            {
                var expected = PlainLoops(Of(executor[x], x.Shape), Of(executor[w], w.Shape), Of(executor[g], g.Shape), window, x.Shape, y.Shape);
                Close(expected.Y, Of(executor.Output(0), y.Shape));
                Close(expected.Dx, Of(executor.Output(1), x.Shape));
                Close(expected.Dw, Of(executor.Output(2), w.Shape));

                ReadOnlySpan<float> Of(ReadOnlySpan<float> all, Shape shape) => all.Length == shape.Count ? all : all.Slice(episode * shape.Count, shape.Count);
            }
        }
    }

    private static (double[] Y, double[] Dx, double[] Dw) PlainLoops(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, ReadOnlySpan<float> g, Window window, Shape xShape, Shape yShape)
    {
        var (n, rows, columns, from) = (xShape[0], xShape[1], xShape[2], xShape[3]);
        var to = yShape[3];
        var (y, dx, dw) = (new double[g.Length], new double[x.Length], new double[w.Length]);
        for (var p = 0; p < n; p++)
            for (var r = 0; r < yShape[1]; r++)
                for (var c = 0; c < yShape[2]; c++)
                    for (var i = 0; i < window.Height; i++)
                        for (var j = 0; j < window.Width; j++)
                        {
                            var row = r * window.Stride - window.Top + i * window.Dilation;
                            var column = c * window.Stride - window.Left + j * window.Dilation;
                            if (row < 0 || row >= rows || column < 0 || column >= columns) continue;
                            for (var a = 0; a < from; a++)
                                for (var b = 0; b < to; b++)
                                {
                                    var atX = ((p * rows + row) * columns + column) * from + a;
                                    var atW = ((i * window.Width + j) * from + a) * to + b;
                                    var atY = ((p * yShape[1] + r) * yShape[2] + c) * to + b;
                                    y[atY] += x[atX] * w[atW];
                                    dx[atX] += g[atY] * w[atW];
                                    dw[atW] += x[atX] * g[atY];
                                }
                        }
        return (y, dx, dw);
    }

    private static void Close(double[] expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-4);
    }
}
