namespace MetaLearn.Autodiff.Tests;

public sealed class RandomTests
{
    // The published known answers of Philox4x32-10 that accompany Salmon et al. (2011).
    [Theory]
    [InlineData(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [InlineData(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [InlineData(0x85a308d3_243f6a88UL, 0x03707344_13198a2eUL, 0x299f31d0_a4093822UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_the_published_words(ulong low, ulong high, ulong key, uint a, uint b, uint c, uint d)
        => Assert.Equal(new(a, b, c, d), RandomStream.Philox(low, high, key));

    [Fact]
    public void A_stream_starts_with_the_first_block_of_its_counter()
    {
        var stream = new RandomStream(0);
        Assert.Equal([0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u], [stream.NextUInt32(), stream.NextUInt32(), stream.NextUInt32(), stream.NextUInt32()]);
    }

    [Fact]
    public void A_split_does_not_depend_on_where_the_stream_stands()
    {
        var (fresh, used) = (new RandomStream(5, 6), new RandomStream(5, 6));
        for (var i = 0; i < 7; i++) used.NextUInt32();
        Assert.Equal(fresh.Split(3).NextUInt32(), used.Split(3).NextUInt32());
        Assert.NotEqual(fresh.Split(3).NextUInt32(), fresh.Split(4).NextUInt32());
    }

    [Fact]
    public void Numbers_of_a_stream_have_the_moments_of_their_laws()
    {
        var stream = new RandomStream(2024);
        const int Count = 200_000;
        Assert.True(HasMoments([.. Enumerable.Range(0, Count).Select(_ => stream.NextDouble())], 0.5, 1 / 12.0));
        Assert.True(HasMoments([.. Enumerable.Range(0, Count).Select(_ => stream.Uniform(-3, 5))], 1, 64 / 12.0));
        Assert.True(HasMoments([.. Enumerable.Range(0, Count).Select(_ => stream.Normal())], 0, 1));
    }

    [Fact]
    public void Below_reaches_every_number_equally_often()
    {
        var stream = new RandomStream(1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++) counts[stream.Below(7)]++;
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.Throws<ArgumentOutOfRangeException>(() => stream.Below(0));
    }

    [Fact]
    public void Shuffle_keeps_every_item_and_changes_the_order()
    {
        int[] items = [.. Enumerable.Range(0, 100)];
        new RandomStream(9).Shuffle(items.AsSpan());
        Assert.NotEqual(Enumerable.Range(0, 100), items);
        Assert.Equal(Enumerable.Range(0, 100), items.Order());
    }

    [Fact]
    public void Random_operations_have_the_moments_of_their_laws()
    {
        Shape shape = new(100_001);
        var uniform = Compute.Values(RandomUniform(shape, 0));
        Assert.True(HasMoments(uniform, 0.5, 1 / 12.0));
        Assert.All(uniform, value => Assert.InRange(value, 0, 1 - 1e-16));
        Assert.All(Compute.Values<float>(RandomUniform(shape, 0)), value => Assert.InRange(value, 0, 0.99999997f));
        var normal = Compute.Values(RandomNormal(shape, 0));
        Assert.True(HasMoments(normal, 0, 1));
        Assert.Equal(0, normal.Average(value => value * value * value), 0.05);
        Assert.Equal(3, normal.Average(value => value * value * value * value), 0.15);
        Assert.Equal(0, normal.Zip(normal.Skip(1), (a, b) => a * b).Average(), 0.02);
    }

    [Fact]
    public void The_same_stream_gives_the_same_numbers_and_another_others()
    {
        Shape shape = new(6);
        Assert.Equal(new double[6], Compute.Values(RandomNormal(shape, 3) - RandomNormal(shape, 3)));
        Assert.Equal(Compute.Values(RandomNormal(new(2, 3), 3)), Compute.Values(RandomNormal(shape, 3)));
        Assert.Empty(Compute.Values(RandomUniform(shape, 3)).Intersect(Compute.Values(RandomUniform(shape, 4))));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomNormal(shape, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RandomUniform(shape, -1));
    }

    [Fact]
    public void Every_episode_and_seed_draws_for_itself_whatever_the_batch()
    {
        var program = Program.Compile<double>(RandomNormal(new(5), 2));
        double[] Draw(int episodes, int threads, ulong seed, long first)
        {
            using var executor = program.CreateExecutor(episodes, threads);
            executor.Run(seed, first);
            return executor.Output(0).ToArray();
        }
        var all = Draw(7, 2, 11, 100);
        Assert.Equal(35, all.Distinct().Count());
        for (var episode = 0; episode < 7; episode++) Assert.Equal(all[(5 * episode)..(5 * episode + 5)], Draw(1, 1, 11, 100 + episode));
        Assert.Empty(all.Intersect(Draw(7, 1, 12, 100)));
    }

    [Fact]
    public void A_scaled_draw_is_differentiable_in_its_scale()
    {
        var scale = new Parameter("scale", Shape.Scalar);
        var noise = RandomNormal(new(4), 1);
        Assert.Equal(Compute.Values(Sum(noise))[0], Compute.Value(Gradient(Sum(scale * noise + 7), scale), (scale, 2)), 1e-14);
    }

    // Within five standard errors of mean and variance.
    private static bool HasMoments(double[] sample, double mean, double variance)
    {
        var found = sample.Average();
        var spread = sample.Average(value => (value - found) * (value - found));
        return Math.Abs(found - mean) < 5 * Math.Sqrt(variance / sample.Length) && Math.Abs(spread - variance) < 5 * variance * Math.Sqrt(2.0 / sample.Length);
    }
}
