using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class BanditTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(50)]
    public void The_best_arm_pays_K_over_K_plus_1_on_average(int arms)
    {
        var bandit = new Bandit(arms);
        Assert.Equal(arms / (arms + 1.0), bandit.Goals(1, 0, 4000).Average(goal => Bandit.BestReturn(goal)), 0.01);
    }

    [Fact]
    public void An_arm_pays_1_as_often_as_its_probability()
    {
        var played = Play.Run(new Bandit(3), [[0.2, 0.7, 1.0]], 20_000, (_, _, _, drawn) => drawn[0] = 1);
        Assert.All(played, pull => Assert.True(pull.Return is 0 or 1 && pull.Length == 1));
        Assert.Equal(0.7, played.Average(pull => pull.Return), 0.015);
        Assert.All(Play.Run(new Bandit(3), [[0.2, 0.7, 1.0]], 100, (_, _, _, drawn) => drawn[0] = 2), pull => Assert.Equal(1, pull.Return));
    }

    [Fact]
    public void Uniform_play_earns_one_half()
    {
        var bandit = new Bandit();
        Assert.Equal(0.5, Play.MeanReturn(bandit, bandit.Goals(2, 0, 500), 40, (_, _, random, drawn) => drawn[0] = random.Below(5)), 0.02);
    }

    [Fact]
    public void The_observation_is_1()
    {
        using var batch = new EnvironmentBatch(new Bandit(), 1, 2);
        batch.Reset([[0, 0, 0, 0, 0]], new(1));
        Assert.Equal([1f, 1f], batch.Observations.ToArray());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(0.5f)]
    public void An_arm_that_is_not_there_is_refused(float arm)
    {
        using var batch = new EnvironmentBatch(new Bandit(), 1, 1);
        batch.Reset([[0, 0, 0, 0, 0]], new(1));
        var error = Assert.Throws<ArgumentException>(() => batch.Step([arm]));
        Assert.StartsWith("An action is one of 0 to 4, found ", error.Message, StringComparison.Ordinal);
    }
}
