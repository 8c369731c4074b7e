using MetaLearn.Autodiff;

namespace MetaLearn.Images;

/// <summary>A made-up character: strokes, each a smooth curve through four points of the unit square.</summary>
internal sealed class StrokeCharacter
{
    private const int Points = 4, Pieces = 6;

    // How far drawers move points, in widths of the character, and how they differ in all else; chosen so that nearest neighbours on pixels err in a third of 5-way 1-shot queries.
    private const double Jitter = 0.05, Slant = 0.25, Lean = 0.12, Smallest = 0.8, Largest = 1.1, Shift = 0.07, ThinPen = 0.8, ThickPen = 1.6;

    private readonly (double X, double Y)[][] strokes;

    private StrokeCharacter((double X, double Y)[][] strokes) => this.strokes = strokes;

    /// <summary>Two to four strokes; each begins anywhere and bends as it likes.</summary>
    public static StrokeCharacter Random(RandomStream random)
    {
        var strokes = new (double, double)[2 + random.Below(3)][];
        for (var stroke = 0; stroke < strokes.Length; stroke++)
        {
            strokes[stroke] = new (double, double)[Points];
            for (var point = 0; point < Points; point++) strokes[stroke][point] = (random.NextDouble(), random.NextDouble());
        }
        return new(strokes);
    }

    /// <summary>Draws it as another drawer would.</summary>
    /// <param name="random">Decides what is this drawer's own.</param>
    /// <param name="side">Of the picture in pixels.</param>
    /// <param name="pixels"><c>[side, side]</c>, all 0 before.</param>
    public void Draw(RandomStream random, int side, Span<byte> pixels)
    {
        double slant = random.Uniform(-Slant, Slant), lean = random.Uniform(-Lean, Lean), pen = random.Uniform(ThinPen, ThickPen);
        double width = random.Uniform(Smallest, Largest), height = random.Uniform(Smallest, Largest);
        double right = random.Uniform(-Shift, Shift), down = random.Uniform(-Shift, Shift);
        var scale = side * 0.64;
        (double X, double Y) Placed((double X, double Y) point)
        {
            var (x, y) = ((point.X - 0.5 + Around(random)) * width, (point.Y - 0.5 + Around(random)) * height);
            return (side / 2.0 + scale * (x + slant * y + right), side / 2.0 + scale * (y + lean * x + down));
        }
        foreach (var stroke in strokes) Trace(Array.ConvertAll(stroke, Placed), pen, side, pixels);
    }

    // A triangular distribution: like a normal one in the middle, and without its logarithm, whose last bit may differ between machines.
    private static double Around(RandomStream random) => Jitter * (random.Uniform(-1, 1) + random.Uniform(-1, 1));

    // Catmull and Rom's spline, in straight pieces; the ends are their own neighbours.
    private static void Trace((double X, double Y)[] points, double pen, int side, Span<byte> pixels)
    {
        var from = points[0];
        for (var span = 0; span < points.Length - 1; span++)
        {
            var (before, start, end, after) = (points[Math.Max(0, span - 1)], points[span], points[span + 1], points[Math.Min(points.Length - 1, span + 2)]);
            for (var piece = 1; piece <= Pieces; piece++)
            {
                var t = piece / (double)Pieces;
                var to = (Spline(before.X, start.X, end.X, after.X, t), Spline(before.Y, start.Y, end.Y, after.Y, t));
                StrokePen.Line(from, to, pen, side, pixels);
                from = to;
            }
        }
    }

    private static double Spline(double before, double start, double end, double after, double t)
        => start + 0.5 * t * (end - before + t * (2 * before - 5 * start + 4 * end - after + t * (3 * (start - end) + after - before)));
}
