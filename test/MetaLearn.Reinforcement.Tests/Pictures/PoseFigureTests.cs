using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Pictures;

namespace MetaLearn.Reinforcement.Tests.Pictures;

public sealed class PoseFigureTests
{
    [Fact]
    public void A_strip_shows_the_first_pose_the_last_and_some_between()
    {
        var svg = Drawing.Parse(new PoseFigure { Title = "Runner", Rows = [Row("before", 0.1, 41), Row("after 1 step", 2, 41)], Ground = 0, Columns = 5 });
        var times = Drawing.Elements(svg, "text").Select(e => e.Value).Where(t => t.EndsWith(" s", StringComparison.Ordinal)).ToArray();
        Assert.Equal(["0 s", "1 s", "2 s", "3 s", "4 s", "0 s", "1 s", "2 s", "3 s", "4 s"], times);
        // Two widths: two paths a pose, one of two lines and one of one.
        Assert.Equal([2 * 2, 1 * 2], Drawing.Paths(svg, "ml-line").Take(2).Select(path => Drawing.Points(path.Attribute("d")!.Value).Length));
        Assert.Equal(2 * 5 * 2, Drawing.Paths(svg, "ml-line").Length);
        Assert.Empty(Drawing.Elements(svg, "animate"));
    }

    [Fact]
    public void A_strip_of_few_poses_shows_each_once()
        => Assert.Equal(3 * 2, Drawing.Paths(Drawing.Parse(new PoseFigure { Rows = [Row("", 1, 3)], Columns = 6 }), "ml-line").Length);

    [Fact]
    public void A_moving_row_is_a_path_for_each_width_that_changes_from_pose_to_pose()
    {
        var svg = Drawing.Parse(new PoseFigure { Rows = [Row("before", 0.1, 30), Row("after 1 step", 2, 21)], Ground = 0, IsAnimated = true });
        var limbs = Drawing.Elements(svg, "animate");
        Assert.Equal([31, 31, 22, 22], limbs.Select(limb => Drawing.Values(limb).Length));
        Assert.All(limbs, limb => Assert.Single(Drawing.Values(limb).Select(d => Drawing.Points(d).Length).Distinct()));
        // Both rows keep one clock, that of the longer.
        Assert.Single(limbs.Select(limb => limb.Attribute("dur")!.Value).Distinct());
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(null)]
    public void The_camera_keeps_a_moving_body_in_the_middle(double? ground)
    {
        var svg = Drawing.Parse(new PoseFigure { Rows = [Row("after", 2, 21)], Ground = ground, IsAnimated = true });
        var camera = Drawing.Values(Drawing.Elements(svg, "animateTransform")[0]).Select(v => Drawing.Number(v.Split(' ')[0])).ToArray();
        var limbs = Drawing.Elements(svg, "animate").Select(Drawing.Values).ToArray();
        for (var i = 0; i < camera.Length; i++)
            Assert.Equal(1016 / 2.0, camera[i] + limbs.SelectMany(limb => Drawing.Points(limb[i])).Average(p => p.X), 0.1);
        Assert.True(camera[0] - camera[^1] > 100, "The world moves to the left as the body runs to the right.");
    }

    [Fact]
    public void Scenery_is_drawn_and_not_followed()
    {
        SketchLine goal = new(-30, 0, -30, 1, 0.3);
        var row = new PoseRow("", [.. Row("", 2, 21).Poses.Select(pose => new Pose(pose.Seconds, [.. pose.Lines, goal]))]);
        var (with, without) = (Moves(row), Moves(Row("", 2, 21)));
        Assert.Equal(without, with[..2]);
        Assert.Equal(3, with.Length);
    }

    [Fact]
    public void Numbers_on_the_ground_stand_where_the_world_says()
    {
        var svg = Drawing.Parse(new PoseFigure { Rows = [Row("", 2, 21)], Ground = 0, IsAnimated = true });
        var numbers = Drawing.Elements(svg, "text").Where(e => e.Attribute("class")!.Value == "ml-tick").ToDictionary(e => e.Value, e => Drawing.Number(e.Attribute("x")!.Value));
        var body = Drawing.Points(Drawing.Values(Drawing.Elements(svg, "animate")[0])[0]);
        // The first line is one unit long, from −0.5 to 0.5 of the first pose, which stands at 0.
        Assert.Equal(body[1].X - body[0].X, numbers["1"] - numbers["0"], 0.03);
        Assert.Equal((body[0].X + body[1].X) / 2, numbers["0"], 0.03);
    }

    [Fact]
    public void From_above_there_is_a_grid_and_from_the_side_a_ground()
    {
        var side = Drawing.Parse(new PoseFigure { Rows = [Row("", 1, 2)], Ground = 0 });
        var above = Drawing.Parse(new PoseFigure { Rows = [Row("", 1, 2)] });
        Assert.Empty(Drawing.Paths(side, "ml-grid"));
        Assert.NotEmpty(Drawing.Paths(side, "ml-axis"));
        Assert.NotEmpty(Drawing.Paths(above, "ml-grid"));
        Assert.Empty(Drawing.Paths(above, "ml-axis"));
    }

    [Fact]
    public void Every_body_fits_into_its_cell()
    {
        var svg = Drawing.Parse(new PoseFigure { Rows = [Row("", 2, 9)], Ground = -1, Columns = 3 });
        foreach (var world in Drawing.Elements(svg, "g").Where(g => g.Elements().Any(e => e.Attribute("style") is not null)))
        {
            var at = world.Attribute("transform")!.Value["translate(".Length..^1].Split(' ').Select(Drawing.Number).ToArray();
            var points = world.Elements().Where(e => e.Attribute("style") is not null).SelectMany(e => Drawing.Points(e.Attribute("d")!.Value));
            Assert.All(points, p => Assert.True(p.X + at[0] is > 0 and < 1016 / 3.0 && p.Y + at[1] is > 0 and < 190));
        }
    }

    [Fact]
    public void A_single_point_at_rest_can_be_drawn()
    {
        var dot = new PoseRow("dot", [new Pose(0, [new(1, 1, 1, 1, 0)])]);
        foreach (var animated in new[] { false, true }) Assert.Single(Drawing.Paths(Drawing.Parse(new PoseFigure { Rows = [dot], IsAnimated = animated }), "ml-line"));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        SketchLine thin = new(0, 0, 1, 1, 0.1), thick = new(0, 0, 1, 1, 0.2);
        Refuse("A figure of poses needs at least 1 row.", () => new PoseFigure { Rows = [] });
        Refuse("Row 'a' has no poses, expected at least 1.", () => new PoseRow("a", []));
        Refuse("The pose at 0.5 s has no lines, expected at least 1.", () => new Pose(0.5, []));
        Refuse("The pose at 0.5 s has a line that is not finite.", () => new Pose(0.5, [thin with { ToY = double.NaN }]));
        Refuse("Pose 1 of row 'a' has 2 lines, expected 1 as in the first.", () => new PoseRow("a", [new(0, [thin]), new(1, [thin, thin])]));
        Refuse("Pose 1 of row 'a' has lines of other widths than the first.", () => new PoseRow("a", [new(0, [thin]), new(1, [thick])]));
        Refuse("Pose 1 of row 'a' is at 0 s, expected later than 0 s.", () => new PoseRow("a", [new(0, [thin]), new(0, [thin])]));
    }

    // Of the limbs of each width, in order.
    private static string[] Moves(PoseRow row)
        => [.. Drawing.Elements(Drawing.Parse(new PoseFigure { Rows = [row], IsAnimated = true }), "animate").Select(e => e.Attribute("values")!.Value)];

    private static void Refuse(string sentence, Func<object> make)
        => Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    // A back of one unit and two legs that swing, at a speed, ten poses a second.
    private static PoseRow Row(string title, double speed, int poses) => new(
        title,
        [.. Enumerable.Range(0, poses).Select(i => new Pose(i / 10.0, [
            new(speed * i / 10 - 0.5, 0.5, speed * i / 10 + 0.5, 0.5, 0.1),
            new(speed * i / 10 - 0.5, 0.5, speed * i / 10 - 0.5 + 0.2 * Math.Sin(i), 0, 0.08),
            new(speed * i / 10 + 0.5, 0.5, speed * i / 10 + 0.5 - 0.2 * Math.Sin(i), 0, 0.1)]))]);
}
