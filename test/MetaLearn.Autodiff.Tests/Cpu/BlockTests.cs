namespace MetaLearn.Autodiff.Tests.Cpu;

public sealed class BlockTests
{
    public static TheoryData<int, int> Sizes
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var size in (int[])[1, 2, 15, 16, 17, 31, 32, 33, 511, 512, 513, 1023, 1024, 1025, 5000])
                foreach (var episodes in (int[])[1, 2, 3, 25]) data.Add(size, episodes);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Vectors_shared_and_per_episode_mix_with_scalars_of_both_kinds(int size, int episodes)
    {
        var (x, p) = (new Input("x", new(size)), new Parameter("p", new(size)));
        var (s, t) = (new Input("s", Shape.Scalar), new Parameter("t", Shape.Scalar));
        var y = (x * p + s) * t - Maximum(x, 0.5);
        var run = new Runner([y, Sum(y), Max(y), MeanOverEpisodes(y)], episodes, x, p, s, t);
        for (var episode = 0; episode < episodes; episode++)
        {
            var expected = new double[size];
            for (var i = 0; i < size; i++)
                expected[i] = (run.At(x, episode, i) * run.At(p, 0, i) + run.At(s, episode, 0)) * run.At(t, 0, 0) - Math.Max(run.At(x, episode, i), 0.5);
            Assert.Equal(expected, run.Output(0, episode, size));
            Assert.Equal(expected.Sum(), run.Output(1, episode, 1)[0], 1e-12 * size);
            Assert.Equal(expected.Max(), run.Output(2, episode, 1)[0]);
        }
        var (all, mean) = (run.Output(0, 0, size * episodes), run.Output(3, 0, size));
        for (var i = 0; i < size; i++)
            Assert.Equal(Enumerable.Range(0, episodes).Average(episode => all[episode * size + i]), mean[i], 1e-13);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Rows_and_columns_are_stretched_and_summed_back(int size, int episodes)
    {
        const int Rows = 3;
        Shape shape = new(Rows, size);
        var (x, p) = (new Input("x", shape), new Parameter("p", shape));
        var (row, sharedRow) = (new Input("row", new(size)), new Parameter("shared row", new(1, size)));
        var (column, sharedColumn) = (new Input("column", new(Rows, 1)), new Parameter("shared column", new(Rows, 1)));
        var y = x * row + p * column - sharedRow * sharedColumn;
        // Each part alone too: a product of a row and a column is not read in place by anyone.
        var run = new Runner([y, Sum(y, [0]), Sum(y, [1]), Max(y, [0]), Max(y, [1]), row * column], episodes, x, p, row, sharedRow, column, sharedColumn);
        for (var episode = 0; episode < episodes; episode++)
        {
            var (expected, product) = (new double[Rows, size], new double[Rows * size]);
            for (var i = 0; i < Rows; i++)
                for (var j = 0; j < size; j++)
                {
                    var k = i * size + j;
                    product[k] = run.At(row, episode, j) * run.At(column, episode, i);
                    expected[i, j] = run.At(x, episode, k) * run.At(row, episode, j) + run.At(p, 0, k) * run.At(column, episode, i)
                        - run.At(sharedRow, 0, j) * run.At(sharedColumn, 0, i);
                }
            double[] Row(int i) => [.. Enumerable.Range(0, size).Select(j => expected[i, j])];
            double[] Column(int j) => [.. Enumerable.Range(0, Rows).Select(i => expected[i, j])];
            Assert.Equal(expected.Cast<double>(), run.Output(0, episode, Rows * size));
            Assert.Equal(product, run.Output(5, episode, Rows * size));
            var (columnSums, rowSums) = (run.Output(1, episode, size), run.Output(2, episode, Rows));
            for (var j = 0; j < size; j++) Assert.Equal(Column(j).Sum(), columnSums[j], 1e-13);
            for (var i = 0; i < Rows; i++) Assert.Equal(Row(i).Sum(), rowSums[i], 1e-12 * size);
            Assert.Equal(Enumerable.Range(0, size).Select(j => Column(j).Max()), run.Output(3, episode, size));
            Assert.Equal(Enumerable.Range(0, Rows).Select(i => Row(i).Max()), run.Output(4, episode, Rows));
        }
    }

    /// <summary>Outputs for random leaves.</summary>
    private sealed class Runner
    {
        private readonly Dictionary<Expression, double[]> values = [];
        private readonly double[][] outputs;

        public Runner(Expression[] formulas, int episodes, params Expression[] leaves)
        {
            using var executor = Program.Compile<double>(formulas).CreateExecutor(episodes);
            var random = new RandomStream((ulong)episodes);
            foreach (var leaf in leaves)
            {
                var memory = executor[leaf];
                foreach (ref var value in memory) value = random.Uniform(-2, 2);
                values[leaf] = memory.ToArray();
            }
            executor.Run();
            outputs = [.. formulas.Select((_, i) => executor.Output(i).ToArray())];
        }

        public double At(Expression leaf, int episode, int element) => values[leaf][episode * leaf.Shape.Count + element];

        public double[] Output(int index, int episode, int count) => outputs[index][(episode * count)..((episode + 1) * count)];
    }
}
