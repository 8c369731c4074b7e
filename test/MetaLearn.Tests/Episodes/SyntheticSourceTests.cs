using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class SyntheticSourceTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(50).WithReplay(1UL, 1UL);

    private static IEpisodeSource Make(string family, int shots, int queries) => family switch
    {
        nameof(Sinusoids) => new Sinusoids { Shots = shots, Queries = queries, SupportHalf = SupportHalf.Either },
        nameof(Harmonics) => new Harmonics { Shots = shots, Queries = queries, Noise = 0.1 },
        nameof(LinearFunctions) => new LinearFunctions { Shots = shots, Queries = queries },
        nameof(StepFunctions) => new StepFunctions { Shots = shots, Queries = queries },
        _ => new GaussianProcesses { Shots = shots, Queries = queries },
    };

    public static TheoryData<string> Families =>
        [nameof(Sinusoids), nameof(Harmonics), nameof(LinearFunctions), nameof(StepFunctions), nameof(GaussianProcesses)];

    [Theory]
    [MemberData(nameof(Families))]
    public void The_same_seed_and_index_give_the_same_episode(string family)
        => Prop.ForAll(Gen.Choose(0, int.MaxValue).Two().ToArbitrary(), key =>
            EpisodeAssert.Same(Make(family, 5, 7).Sample((ulong)key.Item1, key.Item2), Make(family, 5, 7).Sample((ulong)key.Item1, key.Item2))).Check(Seeded);

    [Theory]
    [MemberData(nameof(Families))]
    public void Episodes_sampled_on_many_threads_in_any_order_are_the_same(string family)
    {
        var source = Make(family, 5, 7);
        var together = new Episode[64];
        Parallel.For(0, 64, i => together[63 - i] = source.Sample(9, 63 - i));
        for (var i = 0; i < 64; i++) EpisodeAssert.Same(source.Sample(9, i), together[i]);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Other_seeds_and_indices_give_other_episodes(string family)
    {
        var source = Make(family, 5, 5);
        var seen = new HashSet<float>();
        for (var seed = 0UL; seed < 20; seed++)
        {
            for (var index = 0; index < 20; index++) Assert.True(seen.Add(source.Sample(seed, index).Support.X.Span[0]));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void The_function_does_not_change_with_shots_nor_the_support_set_with_queries(string family)
        => Prop.ForAll(Gen.Choose(1, 30).Three().ToArbitrary(), numbers =>
        {
            var (shots, queries, index) = numbers;
            var few = Make(family, 1, 1).Sample(3, index);
            var more = Make(family, shots, 1).Sample(3, index);
            var most = Make(family, shots, queries).Sample(3, index);
            Assert.Equal(few.TaskParameters.ToArray(), most.TaskParameters.ToArray());
            EpisodeAssert.Same(more.Support, most.Support);
        }).Check(Seeded);

    [Theory]
    [MemberData(nameof(Families))]
    public void Fill_writes_what_Sample_gives(string family)
    {
        var source = Make(family, 3, 4);
        var (supportX, supportY, queryX, queryY) = (new float[3], new float[3], new float[4], new float[4]);
        source.Fill(1, 2, supportX, supportY, queryX, queryY);
        var episode = source.Sample(1, 2);
        EpisodeAssert.Same(episode.Support, new(supportX, supportY));
        EpisodeAssert.Same(episode.Query, new(queryX, queryY));
    }

    [Theory]
    [InlineData(nameof(Sinusoids))]
    [InlineData(nameof(LinearFunctions))]
    [InlineData(nameof(StepFunctions))]
    public void The_curve_passes_through_support_and_query(string family)
    {
        var source = (ICurveSource)Make(family, 10, 10);
        var episode = source.Sample(4, 11);
        var y = new float[10];
        source.Curve(4, 11, episode.Support.X.Span, y);
        Assert.Equal(episode.Support.Y.ToArray(), y);
        source.Curve(4, 11, episode.Query.X.Span, y);
        Assert.Equal(episode.Query.Y.ToArray(), y);
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void A_buffer_of_the_wrong_length_or_a_negative_index_is_refused(string family)
    {
        var source = Make(family, 3, 4);
        var message = Assert.Throws<ArgumentException>(() => source.Fill(0, 0, new float[3], new float[2], new float[4], new float[4])).Message;
        Assert.StartsWith("The buffer holds 2 numbers; the episode's shape needs 3.", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => source.Sample(0, -1));
    }

    [Fact]
    public void Impossible_options_are_refused_with_the_number()
    {
        Assert.Contains("Must be at least 1.", Assert.Throws<ArgumentOutOfRangeException>(() => new Sinusoids { Shots = 0 }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Harmonics { Queries = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Harmonics { Noise = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianProcesses { Jitter = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianProcesses { LengthScale = new(0, 1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Sinusoids { SupportHalf = (SupportHalf)9 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bounds(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Bounds(double.NegativeInfinity, 1));
    }

    [Fact]
    public void Every_source_states_its_shape() =>
        Assert.Equal(new EpisodeShape(3, 4, new Shape(1), new Shape(1)), Make(nameof(Sinusoids), 3, 4).Shape);
}
