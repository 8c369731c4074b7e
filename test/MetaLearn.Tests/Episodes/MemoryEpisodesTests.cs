using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class MemoryEpisodesTests
{
    private static readonly Shape One = new(1);

    private static Episode Named(int number, int support = 2, int query = 3) =>
        new(new(Filled(support, number), Filled(support, number)), new(Filled(query, number), Filled(query, number))) { Name = $"e{number}" };

    private static float[] Filled(int count, float value) => [.. Enumerable.Repeat(value, count)];

    private static string Refusal(params Episode[] episodes) => Assert.Throws<ArgumentException>(() => new MemoryEpisodes(episodes, One, One)).Message;

    [Fact]
    public void The_shape_is_the_episodes_own() =>
        Assert.Equal(new EpisodeShape(2, 3, One, One), new MemoryEpisodes([Named(0), Named(1)], One, One).Shape);

    [Fact]
    public void As_given_goes_round_in_order_whatever_the_seed()
    {
        var source = new MemoryEpisodes(Enumerable.Range(0, 3).Select(i => Named(i)), One, One, EpisodeOrder.AsGiven);
        Assert.Equal(["e0", "e1", "e2", "e0", "e1"], Enumerable.Range(0, 5).Select(i => source.Sample((ulong)i, i).Name));
    }

    [Fact]
    public void Shuffled_sees_every_episode_once_a_pass_in_an_order_of_its_own()
    {
        var source = new MemoryEpisodes(Enumerable.Range(0, 20).Select(i => Named(i)), One, One);
        string[] Pass(ulong seed, int pass) => [.. Enumerable.Range(pass * 20, 20).Select(i => source.Sample(seed, i).Name)];
        Assert.Equal(20, Pass(1, 0).Distinct().Count());
        Assert.Equal(20, Pass(1, 7).Distinct().Count());
        Assert.NotEqual(Pass(1, 0), Pass(1, 1));
        Assert.NotEqual(Pass(1, 0), Pass(2, 0));
        Assert.Equal(Pass(1, 0), Pass(1, 0));
    }

    [Fact]
    public void Threads_that_ask_for_different_passes_get_the_same_episodes()
    {
        var source = new MemoryEpisodes(Enumerable.Range(0, 20).Select(i => Named(i)), One, One);
        var together = new string[400];
        Parallel.For(0, 400, i => together[i * 7 % 400] = source.Sample(3, i * 7 % 400).Name);
        Assert.Equal(Enumerable.Range(0, 400).Select(i => source.Sample(3, i).Name), together);
    }

    [Fact]
    public void An_episode_of_another_shape_is_named_with_both_shapes() =>
        Assert.StartsWith("Episode 1 ('e7') has 2 support and 4 query rows; the first has 2 and 3.", Refusal(Named(0), Named(7, query: 4)), StringComparison.Ordinal);

    [Fact]
    public void Rows_that_do_not_fit_together_are_refused_with_the_numbers() =>
        Assert.StartsWith("Episode 0: the support set has 3 numbers of x and 2 of y", Refusal(new Episode(new(new float[3], new float[2]), new(new float[1], new float[1]))), StringComparison.Ordinal);

    [Theory]
    [InlineData(float.NaN, "NaN")]
    [InlineData(float.NegativeInfinity, "-Infinity")]
    public void Not_finite_numbers_are_refused_with_their_row(float value, string shown)
    {
        var episode = new Episode(new(new float[2], new float[2]), new(new float[2], new[] { 0, value }));
        Assert.StartsWith($"Episode 1: y of the query set holds {shown} in row 1; every number must be finite.",
            Refusal(new Episode(new(new float[2], new float[2]), new(new float[2], new float[2])), episode), StringComparison.Ordinal);
    }

    [Fact]
    public void No_episode_at_all_and_a_negative_index_are_refused()
    {
        Assert.StartsWith("There is no episode.", Refusal(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryEpisodes([Named(0)], One, One).Sample(0, -1));
    }
}
