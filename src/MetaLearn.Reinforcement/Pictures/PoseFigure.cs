using System.Collections.Immutable;
using System.Xml.Linq;
using MetaLearn.Reports;

namespace MetaLearn.Reinforcement.Pictures;

/// <summary>
/// How bodies move, such as a runner's before and after adaptation: a strip of poses a row, or one moving picture a row when animated. The camera keeps the body in the
/// middle; the marks on the ground, in the environment's units, show how far it got. All rows have one scale.
/// </summary>
public sealed record PoseFigure : Figure
{
    private const double Width = 1016, RowTitle = 30, MarkRoom = 24, LargestHeight = 190;

    /// <summary>From top to bottom: at least one.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public required ImmutableArray<PoseRow> Rows
    {
        get;
        init => field = value.IsDefaultOrEmpty ? throw new ArgumentException("A figure of poses needs at least 1 row.", nameof(Rows)) : value;
    }

    /// <summary>Poses of a strip: at least 1; 6 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Columns { get; init => field = Require.Positive(value, nameof(Columns)); } = 6;

    /// <summary>Height of the ground, for bodies that are seen from the side; null, the default, for those that are seen from above.</summary>
    public double? Ground { get; init; }

    /// <summary>Whether the bodies move, again and again, at their own pace; false by default.</summary>
    public bool IsAnimated { get; init; }

    internal override XElement Draw()
    {
        var content = new List<object>();
        var top = 0.0;
        if (Title.Length > 0) content.Add(Svg.Text(0, (top += 20) - 5, Title, "ml-title"));
        var cell = IsAnimated ? Width : Width / Columns;
        var scene = new PoseScene(Rows, Ground, cell, LargestHeight);
        for (var r = 0; r < Rows.Length; r++)
        {
            content.Add(Svg.Text(0, (top += RowTitle) - 9, Rows[r].Title, "ml-row"));
            var color = PlotTheme.ClassOf(PlotTheme.Cycle[r % PlotTheme.Cycle.Length]);
            if (IsAnimated) content.Add(scene.Moving(Rows[r], color, top));
            else
                foreach (var (pose, column) in Strip(Rows[r].Poses).Select((pose, column) => (pose, column)))
                {
                    content.Add(scene.Still(pose, color, column * cell, top));
                    content.Add(Svg.Text(column * cell + 6, top + 13, $"{Axis.Label(pose.Seconds, 0.01)} s", "ml-tick"));
                }
            top += scene.Height + (r < Rows.Length - 1 ? MarkRoom / 2 : 0);
        }
        var canvas = Canvas(Width, top, $"{Title}. Poses: {string.Join(", ", Rows.Select(row => row.Title))}.".TrimStart('.', ' '));
        canvas.Add(content);
        return canvas;
    }

    // The first, the last, and evenly between.
    private IEnumerable<Pose> Strip(ImmutableArray<Pose> poses)
    {
        var count = Math.Min(Columns, poses.Length);
        for (var i = 0; i < count; i++) yield return poses[count == 1 ? 0 : (int)Math.Round(i * (poses.Length - 1.0) / (count - 1))];
    }
}
