using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class EpisodeSplitTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(1UL, 1UL);

    private static string[] Names(int count) => [.. Enumerable.Range(1, count).Select(i => $"H{i}")];

    private static void CheckDisjoint(EpisodeSplit split, int count) =>
        Assert.Equal(Names(count).Order(), split.Train.Concat(split.Validation).Concat(split.Test).Order());

    [Fact]
    public void Every_name_is_in_exactly_one_part()
        => Prop.ForAll(Gen.Choose(3, 200).ToArbitrary(), count =>
        {
            CheckDisjoint(EpisodeSplit.ByHash(Names(count), 0.1, 0.2, $"{count}"), count);
            CheckDisjoint(EpisodeSplit.Exact(Names(count), 0.1, 0.2, $"{count}"), count);
        }).Check(Seeded);

    [Fact]
    public void The_rule_is_the_first_eight_bytes_of_sha256_of_salt_slash_name()
    {
        // printf 's/H1' | sha256sum begins with 957c2c37a2371e49: 0.5839 of 2⁶⁴.
        Assert.Equal(["H1"], EpisodeSplit.ByHash(["H1"], 0, 0.5839 + 0.0001, "s").Test);
        Assert.Equal(["H1"], EpisodeSplit.ByHash(["H1"], 0, 0.5839 - 0.0001, "s").Train);
    }

    [Fact]
    public void The_order_of_the_names_does_not_matter()
    {
        var (forward, backward) = (EpisodeSplit.Exact(Names(50), 0.2, 0.2), EpisodeSplit.Exact(Names(50).Reverse(), 0.2, 0.2));
        Assert.Equal(forward.Test.Order(), backward.Test.Order());
        Assert.Equal(forward.Validation.Order(), backward.Validation.Order());
    }

    [Fact]
    public void By_hash_a_name_keeps_its_part_when_others_come()
    {
        var (small, large) = (EpisodeSplit.ByHash(Names(50), 0.2, 0.2), EpisodeSplit.ByHash(Names(500), 0.2, 0.2));
        Assert.Equal(small.Test, large.Test.Intersect(Names(50)));
        Assert.Equal(small.Validation, large.Validation.Intersect(Names(50)));
        Assert.InRange(large.Test.Count, 70, 130);
        Assert.InRange(large.Validation.Count, 70, 130);
    }

    [Theory]
    [InlineData(414, 0.2, 83)]
    [InlineData(10, 0.2, 2)]
    [InlineData(3, 0.2, 1)]
    [InlineData(2, 0.2, 1)]
    public void Exact_holds_out_the_rounded_count_and_at_least_one(int count, double fraction, int held) =>
        Assert.Equal(held, EpisodeSplit.Exact(Names(count), 0, fraction).Test.Count);

    [Fact]
    public void Another_salt_is_another_split() =>
        Assert.NotEqual(EpisodeSplit.Exact(Names(50), 0, 0.2, "a").Test, EpisodeSplit.Exact(Names(50), 0, 0.2, "b").Test);

    [Fact]
    public void Doubled_names_impossible_fractions_and_too_few_names_are_refused()
    {
        Assert.StartsWith("The name 'H1' occurs twice", Assert.Throws<ArgumentException>(() => EpisodeSplit.Exact(["H1", "H2", "H1"], 0, 0.2)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => EpisodeSplit.ByHash(["H1"], 0.5, 0.5));
        Assert.Throws<ArgumentException>(() => EpisodeSplit.ByHash(["H1"], double.NaN, 0.5));
        Assert.StartsWith("2 episodes are too few for 1 meta-test, 1 meta-validation and at least 1 meta-training.",
            Assert.Throws<ArgumentException>(() => EpisodeSplit.Exact(Names(2), 0.1, 0.1)).Message, StringComparison.Ordinal);
    }
}
