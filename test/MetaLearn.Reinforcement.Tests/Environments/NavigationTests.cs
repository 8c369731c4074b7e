using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class NavigationTests
{
    private static readonly Navigation Published = new(), Paper = new(NavigationVariant.Paper);

    [Fact]
    public void Test_goals_are_those_of_the_published_evaluation()
    {
        // Computed with CPython's Mersenne twister in the state that init_genrand(1) leaves.
        var goals = new Navigation().TestGoals();
        Assert.Equal(40, goals.Length);
        Near.Equal([-0.082977995297426, 0.2203244934421581, -0.4998856251826551, -0.19766742736816023], [.. goals[0], .. goals[1]], 1e-15);
        Near.Equal([0.25081210313615554, 0.22599798535045146], goals[39], 1e-15);
    }

    [Fact]
    public void Standing_still_earns_what_the_distance_of_the_goals_says()
    {
        Near.Equal([-40.08234793646049], [Play.MeanReturn(Published, new Navigation().TestGoals(), 1, Stand)], 1e-9);
        Near.Equal([-17.752516213950685], [Play.MeanReturn(Paper, new Navigation().TestGoals(), 1, Stand)], 1e-9);
        Assert.Equal(-38.3, Play.MeanReturn(Published, Published.Goals(1, 0, 4000), 1, Stand), 0.5);
    }

    [Fact]
    public void A_controller_that_knows_the_goal_earns_what_the_reference_says()
    {
        Assert.Equal(-0.54, Play.MeanReturn(Published, new Navigation().TestGoals(), 1, Walk), 0.005);
        var played = Play.Run(Published, Published.Goals(1, 0, 4000), 1, Walk);
        Assert.Equal(-0.51, played.Average(p => p.Return), 0.02);
        Assert.Equal(3.7, played.Average(p => p.Length), 0.1);
    }

    [Fact]
    public void Running_away_along_an_axis_earns_505()
    {
        // From the published failures: a policy that runs off the map at full speed, here from a goal at the start, earns −Σ 0.1·t.
        var played = Play.Run(Published, [[0.0, 0.0]], 1, (_, _, _, drawn) => (drawn[0], drawn[1]) = (9, 0));
        Assert.Equal(-505, played[0].Return, 0.001);
        Assert.Equal(100, played[0].Length);
    }

    [Theory]
    [InlineData(NavigationVariant.Published, 0.009, 0.009, true)]
    [InlineData(NavigationVariant.Paper, 0.009, 0.009, false)]
    [InlineData(NavigationVariant.Paper, 0.009, 0, true)]
    [InlineData(NavigationVariant.Published, 0.011, 0, false)]
    [InlineData(NavigationVariant.Paper, 0.011, 0, false)]
    public void The_variants_end_at_their_own_distance(NavigationVariant variant, double x, double y, bool ends)
    {
        using var batch = new EnvironmentBatch(new Navigation(variant), 1, 1);
        batch.Reset([[x, y]], new RandomStream(1));
        batch.Step([0, 0]);
        Assert.Equal(ends, batch.IsTerminated[0]);
        var distance = Math.Sqrt(x * x + y * y);
        Near.Equal([variant == NavigationVariant.Published ? -distance : -distance * distance], [batch.Rewards[0]]);
    }

    [Fact]
    public void An_action_of_1_is_the_bound_and_what_lies_beyond_is_clipped()
    {
        using var batch = new EnvironmentBatch(Published, 1, 3);
        batch.Reset([[0.5, 0.5]], new RandomStream(1));
        batch.Step([1, -0.5f, 7, -7, 0.25f, 0]);
        Near.Equal([0.1, -0.05, 0.1, -0.1, 0.025, 0], [.. batch.Observations.ToArray().Select(o => (double)o)], 1e-6);
    }

    [Fact]
    public void Names_tell_the_variants_apart()
    {
        Assert.Equal(("navigation", "navigation-paper"), (Published.Name, Paper.Name));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Navigation((NavigationVariant)7));
    }

    private static void Stand(ReadOnlySpan<double> goal, ReadOnlySpan<float> observation, RandomStream random, Span<float> drawn) => drawn.Clear();

    // Each coordinate as far as it may: drawn ±1 is ±0.1.
    private static void Walk(ReadOnlySpan<double> goal, ReadOnlySpan<float> observation, RandomStream random, Span<float> drawn)
    {
        for (var i = 0; i < 2; i++) drawn[i] = (float)((goal[i] - observation[i]) / 0.1);
    }
}
