using System.Text;
using System.Xml.Linq;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Pictures;

/// <summary>Scale and camera of a <see cref="PoseFigure"/>, and one cell of it.</summary>
internal sealed class PoseScene
{
    private const double MarkRoom = 24, Fill = 0.86, PixelsPerMark = 56, NumberWidth = 26;

    private readonly IReadOnlyList<PoseRow> rows;
    private readonly double? ground;
    private readonly double width, scale, middle, step;

    /// <summary>Chooses a scale at which every body fits into a cell.</summary>
    public PoseScene(IReadOnlyList<PoseRow> rows, double? ground, double width, double largestHeight)
    {
        (this.rows, this.ground, this.width) = (rows, ground, width);
        var poses = rows.SelectMany(row => row.Poses).ToArray();
        var reachX = poses.Max(pose => pose.Body.Max(line => Math.Max(Math.Abs(line.FromX - Center(pose).X), Math.Abs(line.ToX - Center(pose).X)) + line.Width / 2));
        var low = poses.Min(pose => pose.Body.Min(line => Math.Min(line.FromY, line.ToY) - line.Width / 2 - OwnHeight(pose)));
        var high = poses.Max(pose => pose.Body.Max(line => Math.Max(line.FromY, line.ToY) + line.Width / 2 - OwnHeight(pose)));
        if (ground is { } level) (low, high) = (Math.Min(low, level), Math.Max(high, level));
        var (wide, tall) = (Math.Max(2 * reachX, 1e-6), Math.Max(high - low, 1e-6));
        scale = Math.Min(width * Fill / wide, (largestHeight - MarkRoom) * Fill / tall);
        middle = (low + high) / 2;
        step = Step(PixelsPerMark / scale);
        Height = tall * scale / Fill + MarkRoom;
    }

    /// <summary>Of a cell, with the room for marks below it.</summary>
    public double Height { get; }

    /// <summary>One pose at a place of the page.</summary>
    public XElement Still(Pose pose, string color, double left, double top)
    {
        var (x, y) = Camera(pose);
        var (world, numbers) = (Group(x, y), Group(x, 0));
        world.Add(Marks([pose]), Body(pose).Select(limbs => Limbs(limbs, color)));
        numbers.Add(Numbers([pose], NumberWidth / 2));
        return Cell(left, top, world, numbers);
    }

    /// <summary>All poses of a row, one after the other: the limbs change, and the world moves past the camera.</summary>
    public XElement Moving(PoseRow row, string color, double top)
    {
        var motion = new Motion(rows.Max(other => other.Poses[^1].Seconds - other.Poses[0].Seconds));
        // The first value of a move is at time 0.
        double[] seconds = [.. row.Poses.Select(pose => pose.Seconds - row.Poses[0].Seconds)];
        var (x, y) = Camera(row.Poses[0]);
        var (world, numbers) = (Group(x, y), Group(x, 0));
        world.Add(motion.Translation(seconds, row.Poses.Select(Camera)), Marks(row.Poses));
        numbers.Add(motion.Translation(seconds, row.Poses.Select(pose => (Camera(pose).X, 0.0))), Numbers(row.Poses, 0));
        var bodies = row.Poses.Select(Body).ToArray();
        for (var i = 0; i < bodies[0].Length; i++)
        {
            var limbs = Limbs(bodies[0][i], color);
            limbs.Add(motion.Change("d", seconds, bodies.Select(body => body[i].Data)));
            world.Add(limbs);
        }
        return Cell(0, top, world, numbers);
    }

    // Where the world's origin is drawn so that the body stands in the middle of the cell.
    private (double X, double Y) Camera(Pose pose)
        => (width / 2 - Center(pose).X * scale, (Height - MarkRoom) / 2 + (middle + OwnHeight(pose)) * scale);

    // From above, the camera follows a body upwards too.
    private double OwnHeight(Pose pose) => ground is null ? Center(pose).Y : 0;

    private static (double X, double Y) Center(Pose pose)
        => (pose.Body.Average(line => (line.FromX + line.ToX) / 2), pose.Body.Average(line => (line.FromY + line.ToY) / 2));

    private static XElement Group(double x, double y) => Svg.Element("g", new XAttribute("transform", $"translate({Svg.Number(x)} {Svg.Number(y)})"));

    private XElement Cell(double left, double top, XElement world, XElement numbers)
        => Box(left, top, Height, Box(0, 0, Height - MarkRoom, world), numbers);

    // An inner drawing cuts what is outside of it.
    private XElement Box(double left, double top, double height, params object[] content) => Svg.Element(
        "svg", new XAttribute("x", Svg.Number(left)), new XAttribute("y", Svg.Number(top)), new XAttribute("width", Svg.Number(width)), new XAttribute("height", Svg.Number(height)),
        new XAttribute("viewBox", $"0 0 {Svg.Number(width)} {Svg.Number(height)}"), content);

    // The ground with its marks, or from above a grid, across all that the camera sees.
    private IEnumerable<XElement> Marks(IReadOnlyCollection<Pose> poses)
    {
        var halfHeight = (Height - MarkRoom) / 2 / scale;
        var (left, right) = Seen(poses, pose => Center(pose).X, width / 2 / scale);
        var (low, high) = ground is { } level ? (level, level) : Seen(poses, pose => Center(pose).Y, halfHeight);
        if (ground is not null) yield return Svg.Line(left * scale, -low * scale, right * scale, -low * scale, "ml-axis");
        else
            foreach (var y in Multiples(low, high)) yield return Svg.Line(left * scale, -y * scale, right * scale, -y * scale, "ml-grid");
        foreach (var x in Multiples(left, right))
            yield return ground is null
                ? Svg.Line(x * scale, -low * scale, x * scale, -high * scale, "ml-grid")
                : Svg.Line(x * scale, -low * scale, x * scale, -low * scale + 5, "ml-axis");
    }

    // Below the ground, at its marks.
    private IEnumerable<XElement> Numbers(IReadOnlyCollection<Pose> poses, double border)
    {
        var (left, right) = Seen(poses, pose => Center(pose).X, (width / 2 - border) / scale);
        foreach (var x in Multiples(left, right)) yield return Svg.Text(x * scale, Height - MarkRoom + 14, Axis.Label(x, step), "ml-tick", "middle");
    }

    private static (double Low, double High) Seen(IReadOnlyCollection<Pose> poses, Func<Pose, double> center, double half)
        => (poses.Min(center) - half, poses.Max(center) + half);

    private IEnumerable<double> Multiples(double low, double high)
    {
        for (var i = Math.Ceiling(low / step); i * step <= high; i++) yield return i * step;
    }

    // The next 1, 2 or 5 times a power of ten.
    private static double Step(double least)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return unit * (least / unit) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 };
    }

    // Lines of one width are one path.
    private (double Width, string Data)[] Body(Pose pose)
    {
        return [.. pose.Lines.GroupBy(line => line.Width).Select(group => (group.Key, Data(group)))];

        string Data(IEnumerable<SketchLine> lines)
        {
            var data = new StringBuilder();
            foreach (var line in lines)
                data.Append('M').Append(Svg.Number(line.FromX * scale)).Append(' ').Append(Svg.Number(-line.FromY * scale))
                    .Append('L').Append(Svg.Number(line.ToX * scale)).Append(' ').Append(Svg.Number(-line.ToY * scale));
            return data.ToString();
        }
    }

    private XElement Limbs((double Width, string Data) limbs, string color)
    {
        var path = Svg.Path(limbs.Data, $"ml-line {color}");
        path.Add(new XAttribute("style", $"stroke-width:{Svg.Number(Math.Max(1, limbs.Width * scale))}"));
        return path;
    }
}
