using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Tests.Learning;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class MixedGoalsTests
{
    private static readonly MixedGoals Family = new(new Reach());

    [Fact]
    public void Each_trajectory_has_a_goal_of_its_own_and_the_given_one_is_ignored()
    {
        // An action of 0 returns −g².
        var returns = Returns(0, seed: 1);
        Assert.Equal(8, returns.Distinct().Count());
        Assert.All(returns, value => Assert.InRange(value, -1, 0));
        Assert.Equal(returns, Returns(100, seed: 1));
    }

    [Fact]
    public void The_goals_follow_from_the_seed()
    {
        Assert.Equal(Returns(0, seed: 1), Returns(0, seed: 1));
        Assert.Empty(Returns(0, seed: 1).Intersect(Returns(0, seed: 2)));
    }

    private static double[] Returns(double given, ulong seed) => [.. Play.Run(Family, [[given], [given]], 4, Still, seed).Select(played => played.Return)];

    private static void Still(ReadOnlySpan<double> goal, ReadOnlySpan<float> observation, RandomStream random, Span<float> drawn) => drawn.Clear();
}
