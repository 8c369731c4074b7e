using System.Collections.Immutable;
using MetaLearn.Reinforcement.Pictures;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Tests.Pictures;

public sealed class PathFigureTests
{
    // A square walked round, and a walk of two steps.
    private static readonly double[][] Square = [[0, 0], [0.4, 0], [0.4, 0.4], [0, 0.4], [0, 0]], Straight = [[0, 0], [-0.1, 0.2], [-0.2, 0.4]];

    [Fact]
    public void Each_panel_has_the_paths_of_its_episode_and_its_goal()
    {
        var svg = Drawing.Parse(Figure(6, animated: false));
        Assert.Equal(6 * 2 + 2, Drawing.Paths(svg, "ml-line").Length); // with the legend's
        Assert.Equal(6 + 1, Drawing.Paths(svg, "ml-mark").Length);
        Assert.Empty(Drawing.Elements(svg, "animate"));
        Assert.Equal(["before", "after 1 step", "goal", "Episode 1"], Drawing.Elements(svg, "text").Select(e => e.Value).Where(t => t is "before" or "after 1 step" or "goal" or "Episode 1"));
    }

    [Fact]
    public void Both_axes_have_one_scale_in_all_panels()
    {
        var squares = Drawing.Paths(Drawing.Parse(Figure(5, animated: false)), "ml-blue").Select(path => Drawing.Points(path.Attribute("d")!.Value)).Where(p => p.Length == 5).ToArray();
        Assert.Equal(5, squares.Length);
        foreach (var p in squares)
        {
            Assert.Equal(p[1].X - p[0].X, p[1].Y - p[2].Y, 0.03);
            Assert.Equal(squares[0][1].X - squares[0][0].X, p[1].X - p[0].X, 0.03);
            Assert.True(p[1].X > p[0].X && p[2].Y < p[1].Y, "To the right and upwards.");
        }
    }

    [Fact]
    public void A_range_is_what_the_panels_show()
    {
        var far = Drawing.Points(Drawing.Paths(Drawing.Parse(Figure(1, animated: false) with { Range = 0.8 }), "ml-blue").Single(p => Drawing.Points(p.Attribute("d")!.Value).Length == 5).Attribute("d")!.Value);
        // 300 pixels for −0.8 to 0.8.
        Assert.Equal(0.4 / 1.6 * 300, far[1].X - far[0].X, 0.05);
    }

    [Fact]
    public void Animated_paths_are_walked_at_one_pace()
    {
        var svg = Drawing.Parse(Figure(3, animated: true));
        var walkers = Drawing.Elements(svg, "animateTransform");
        Assert.Equal(6, walkers.Length);
        Assert.Equal(6, Drawing.Elements(svg, "animate").Length);
        Assert.All(Drawing.Elements(svg, "animate"), trail => Drawing.Values(trail));
        var (square, straight) = (walkers[0], walkers[1]);
        Assert.Equal((5 + 1, 3 + 1), (Drawing.Values(square).Length, Drawing.Values(straight).Length));
        Assert.Equal(Times(square)[..3], Times(straight)[..3]);
        // Five positions at two steps a second, and a rest.
        var seconds = Drawing.Number(square.Attribute("dur")!.Value.TrimEnd('s'));
        Assert.Equal(0.5, Times(square)[1] * seconds, 0.001);
        Assert.InRange(seconds, 2.5, 5);
    }

    [Fact]
    public void A_walker_follows_its_trail()
    {
        var svg = Drawing.Parse(Figure(1, animated: true));
        var trail = Drawing.Paths(svg, "ml-line").First(path => path.HasElements);
        var walked = Drawing.Values(Drawing.Elements(svg, "animateTransform")[0]).Select(value => value.Split(' ').Select(Drawing.Number).ToArray()).ToArray();
        Assert.Equal(Drawing.Points(trail.Attribute("d")!.Value), walked[..^1].Select(at => (at[0], at[1])));
        Assert.Equal(walked[^2], walked[^1]);
        var side = walked[1][0] - walked[0][0];
        Assert.Equal([0, side, 2 * side, 3 * side, 4 * side, 4 * side], Drawing.Values(trail.Elements().Single()).Select(v => Drawing.Number(v.Split(' ')[0])), (a, b) => Math.Abs(a - b) < 0.1);
    }

    [Fact]
    public void Paths_with_gaps_of_one_point_and_without_places_can_be_walked()
    {
        var plot = new LinePlot { Series = [new("gap", [double.NaN, 0, 1], [0, 0, 1]), new("point", [0], [0]), new("none", [double.NaN], [0])] };
        var svg = Drawing.Parse(new PathFigure { Panels = [plot], IsAnimated = true });
        Assert.Equal([3, 2], Drawing.Elements(svg, "animateTransform").Select(a => Drawing.Values(a).Length));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        Refuse<ArgumentException>("A figure of paths needs at least 1 panel.", () => new PathFigure { Panels = [] });
        Refuse<ArgumentException>("A goal in the plane has 2 numbers, found 3.", () => PathFigure.Panel("", [1, 2, 3], []));
        Refuse<ArgumentException>("Series 'before' has no points; expected at least 1.", () => PathFigure.Panel("", [1, 2], [("before", [])]));
        Refuse<ArgumentOutOfRangeException>("Must be positive and finite.", () => Figure(1, true) with { Range = 0 });
        Refuse<ArgumentOutOfRangeException>("Must be positive and finite.", () => Figure(1, true) with { StepsPerSecond = double.NaN });
    }

    private static void Refuse<T>(string sentence, Func<object> make) where T : Exception
        => Assert.StartsWith(sentence, Assert.Throws<T>(make).Message, StringComparison.Ordinal);

    private static double[] Times(System.Xml.Linq.XElement animation) => [.. animation.Attribute("keyTimes")!.Value.Split(';').Select(Drawing.Number)];

    private static PathFigure Figure(int episodes, bool animated) => new()
    {
        Title = "Navigation",
        Panels = [.. Enumerable.Range(1, episodes).Select(i => PathFigure.Panel($"Episode {i}", [-0.2, 0.1 * i], [("before", Square), ("after 1 step", Straight)])).ToImmutableArray()],
        IsAnimated = animated,
        StepsPerSecond = 2,
    };
}
