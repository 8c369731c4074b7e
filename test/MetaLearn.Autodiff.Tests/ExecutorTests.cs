namespace MetaLearn.Autodiff.Tests;

public sealed class ExecutorTests
{
    private static readonly Input X = new("x", new(10, 3));
    private static readonly Parameter Weight = new("weight", new(7, 3));
    private static readonly Expression Loss = Mean(Square(Tanh(MatMul(X, Weight, transposeB: true)) + 0.1 * RandomNormal(new(10, 7), 0)));
    private static readonly Expression[] Outputs = [MeanOverEpisodes(Loss), MeanOverEpisodes(Gradient(Loss, Weight)), Loss];

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Any_number_of_threads_gives_the_same_bits(int threads) => Assert.Equal(Run(threads: 1), Run(threads));

    [Fact]
    public void Shards_may_run_in_any_order()
    {
        using var executor = Filled(threads: 1);
        executor.Run(5);
        var expected = Copy(executor);
        foreach (var order in (int[][])[[3, 2, 1, 0], [2, 0, 3, 1]])
        {
            executor.RunShards(order);
            Assert.Equal(expected, Copy(executor));
        }
    }

    [Fact]
    public void Two_outputs_may_be_the_same_mean()
    {
        using var executor = Program.Compile<float>(MeanOverEpisodes(2 * X), MeanOverEpisodes(2 * X)).CreateExecutor(4, threads: 2);
        executor[X].Fill(1.5f);
        executor.Run();
        Assert.All(executor.Output(0).ToArray(), value => Assert.Equal(3, value));
        Assert.Equal(executor.Output(0).ToArray(), executor.Output(1).ToArray());
    }

    [Fact]
    public void Runs_repeat_their_bits()
    {
        using var executor = Filled(threads: 2);
        executor.Run(5);
        var expected = Copy(executor);
        for (var i = 0; i < 50; i++)
        {
            executor.Run(5);
            Assert.Equal(expected, Copy(executor));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(13)]
    public void The_mean_over_episodes_is_summed_in_episode_order_within_shards_and_then_over_them(int shards)
    {
        const int Episodes = 13;
        var x = new Input("x", Shape.Scalar);
        using var executor = Program.Compile<float>(MeanOverEpisodes(x), MeanOverEpisodes(x * 3)).CreateExecutor(Episodes, threads: 2, shards);
        var random = new RandomStream(3);
        foreach (ref var value in executor[x]) value = (float)Math.Exp(random.Uniform(-10, 10));
        executor.Run();
        var total = 0f;
        for (var shard = 0; shard < shards; shard++)
        {
            var sum = 0f;
            for (var episode = Episodes * shard / shards; episode < Episodes * (shard + 1) / shards; episode++) sum += executor[x][episode];
            total += sum;
        }
        Assert.Equal(total * (1f / Episodes), executor.Output(0)[0]);
    }

    [Fact]
    public void A_mean_over_episodes_inside_a_formula_is_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Program.Compile<float>(Tanh(MeanOverEpisodes(Loss))));
        Assert.Equal("MeanOverEpisodes is used by Tanh: only a program's output may be one.", error.Message);
    }

    [Fact]
    public void Two_leaves_of_one_name_are_refused()
    {
        var error = Assert.Throws<InvalidOperationException>(() => Program.Compile<float>(X + new Input("x", new(10, 3))));
        Assert.Equal("Two leaves are named x.", error.Message);
    }

    [Fact]
    public void Random_numbers_follow_seed_and_episode_alone()
    {
        var noise = RandomNormal(new(5), 0);
        double[] Draw(int episodes, int threads, int shards, ulong seed = 1, long first = 0)
        {
            using var executor = Program.Compile<double>(noise).CreateExecutor(episodes, threads, shards);
            executor.Run(seed, first);
            return executor.Output(0).ToArray();
        }
        var all = Draw(12, 1, 4);
        Assert.Equal(60, all.Distinct().Count());
        Assert.Equal(all, Draw(12, 3, 4));
        Assert.Equal(all, Draw(12, 2, 12));
        Assert.Equal(all, Draw(12, 1, 1));
        Assert.Equal(all[25..], Draw(7, 2, 3, first: 5));
        Assert.Empty(all.Intersect(Draw(12, 1, 4, seed: 2)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_a_shard_throws_reaches_the_caller_and_the_next_run_works(int threads)
    {
        var (table, index) = (new Parameter("table", new(4, 2)), new Input("index", new(3)));
        using var executor = Program.Compile<float>(MeanOverEpisodes(Gather(table, index))).CreateExecutor(6, threads);
        executor[table].Fill(2);
        for (var i = 0; i < 3; i++)
        {
            executor[index][13] = 4;
            var error = Assert.Throws<ArgumentOutOfRangeException>(() => executor.Run());
            Assert.Contains("Gather: index 4 at position 1 is not a whole number in [0, 4).", error.Message, StringComparison.Ordinal);
            executor[index][13] = 3;
            executor.Run();
            Assert.Equal([2, 2, 2, 2, 2, 2], executor.Output(0).ToArray());
        }
    }

    [Fact]
    public void Dispose_ends_the_threads_and_running_afterwards_is_refused()
    {
        var executor = Filled(threads: 3);
        executor.Run();
        Thread.Sleep(50);
        executor.Run();
        executor.Dispose();
        executor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => executor.Run());
    }

    [Fact]
    public void Numbers_below_one_are_refused()
    {
        var program = Program.Compile<float>(Outputs);
        Assert.Throws<ArgumentOutOfRangeException>("episodes", () => program.CreateExecutor(0));
        Assert.Throws<ArgumentOutOfRangeException>("threads", () => program.CreateExecutor(1, threads: 0));
        Assert.Throws<ArgumentOutOfRangeException>("shards", () => program.CreateExecutor(1, shards: 0));
    }

    [Fact]
    public void Only_leaves_have_memory_to_fill()
    {
        using var executor = Filled(threads: 1);
        var error = Assert.Throws<ArgumentException>(() => executor[Loss].Length);
        Assert.StartsWith($"{Loss} is not a parameter or input.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 1, 4)]
    [InlineData(25, 1, 4)]
    [InlineData(25, 2, 4)]
    [InlineData(26, 3, 7)]
    public void Peak_bytes_are_the_executors_bytes(int episodes, int threads, int shards)
    {
        var (single, twice) = (Program.Compile<float>(Outputs), Program.Compile<double>(Outputs));
        using var executor = single.CreateExecutor(episodes, threads, shards);
        Assert.Equal(executor.Bytes, single.PeakBytes(episodes, threads, shards));
        Assert.Equal(2 * executor.Bytes, twice.PeakBytes(episodes, threads, shards));
    }

    private static double[][] Run(int threads)
    {
        using var executor = Filled(threads);
        executor.Run(5);
        return Copy(executor);
    }

    private static Executor<double> Filled(int threads)
    {
        var executor = Program.Compile<double>(Outputs).CreateExecutor(25, threads);
        var random = new RandomStream(1);
        foreach (ref var value in executor[X]) value = random.Normal();
        foreach (ref var value in executor[Weight]) value = random.Normal();
        return executor;
    }

    private static double[][] Copy(Executor<double> executor) => [.. Outputs.Select((_, i) => executor.Output(i).ToArray())];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Other_work_is_done_alongside_and_changes_no_bit(int threads)
    {
        var x = new Input("x", new Shape(3));
        using var executor = Program.Compile<double>(MeanOverEpisodes(Tanh(x))).CreateExecutor(episodes: 5, threads);
        for (var i = 0; i < executor[x].Length; i++) executor[x][i] = 0.1 * i;
        executor.Run();
        var alone = executor.Output(0).ToArray();
        for (var run = 1; run <= 50; run++)
        {
            var calls = new int[7];
            executor.Run(0, 0, calls.Length, part => Interlocked.Increment(ref calls[part]));
            Assert.All(calls, count => Assert.Equal(1, count));
            Assert.Equal(alone, executor.Output(0).ToArray());
        }
        Assert.Equal("part 2", Assert.Throws<InvalidOperationException>(
            () => executor.Run(0, 0, 3, part => throw new InvalidOperationException($"part {Math.Max(part, 2)}"))).Message);
    }
}
