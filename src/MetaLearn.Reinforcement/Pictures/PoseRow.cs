using System.Collections.Immutable;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Pictures;

/// <summary>A body at one time.</summary>
public sealed record Pose
{
    /// <summary>A pose, as <see cref="IEnvironment.Sketch"/> draws it.</summary>
    /// <param name="seconds">Since the start: finite and at least 0.</param>
    /// <param name="lines">At least one, all finite.</param>
    /// <exception cref="ArgumentException">There is no line, or one is not finite.</exception>
    public Pose(double seconds, ImmutableArray<SketchLine> lines)
    {
        Seconds = Require.NotNegative(seconds, nameof(seconds));
        if (lines.IsDefaultOrEmpty) throw new ArgumentException($"The pose at {seconds:g} s has no lines, expected at least 1.", nameof(lines));
        if (!lines.All(line => double.IsFinite(line.FromX + line.FromY + line.ToX + line.ToY + line.Width)))
            throw new ArgumentException($"The pose at {seconds:g} s has a line that is not finite.", nameof(lines));
        (Lines, Body) = (lines, lines);
    }

    /// <summary>Since the start.</summary>
    public double Seconds { get; }

    /// <summary>In the environment's units.</summary>
    public ImmutableArray<SketchLine> Lines { get; }

    /// <summary>The lines that the camera follows.</summary>
    internal ImmutableArray<SketchLine> Body { get; init; }
}

/// <summary>
/// The poses of one trajectory, such as the one before adaptation. Lines that never change are scenery, such as a goal: they are drawn, and the camera does not follow them.
/// </summary>
public sealed record PoseRow
{
    /// <summary>Poses in the order of time.</summary>
    /// <param name="title">Over the row.</param>
    /// <param name="poses">At least one, of as many lines of the same widths each, with times that rise.</param>
    /// <exception cref="ArgumentException">There is no pose, or one does not follow from the one before it.</exception>
    public PoseRow(string title, ImmutableArray<Pose> poses)
    {
        ArgumentNullException.ThrowIfNull(title);
        if (poses.IsDefaultOrEmpty) throw new ArgumentException($"Row '{title}' has no poses, expected at least 1.", nameof(poses));
        for (var i = 1; i < poses.Length; i++)
        {
            if (poses[i].Lines.Length != poses[0].Lines.Length)
                throw new ArgumentException($"Pose {i} of row '{title}' has {poses[i].Lines.Length} lines, expected {poses[0].Lines.Length} as in the first.", nameof(poses));
            if (!poses[i].Lines.Select(line => line.Width).SequenceEqual(poses[0].Lines.Select(line => line.Width)))
                throw new ArgumentException($"Pose {i} of row '{title}' has lines of other widths than the first.", nameof(poses));
            if (!(poses[i].Seconds > poses[i - 1].Seconds))
                throw new ArgumentException($"Pose {i} of row '{title}' is at {poses[i].Seconds:g} s, expected later than {poses[i - 1].Seconds:g} s.", nameof(poses));
        }
        int[] moving = [.. Enumerable.Range(0, poses[0].Lines.Length).Where(i => poses.Any(pose => pose.Lines[i] != poses[0].Lines[i]))];
        (Title, Poses) = (title, moving.Length == 0 ? poses : [.. poses.Select(pose => pose with { Body = [.. moving.Select(i => pose.Lines[i])] })]);
    }

    /// <summary>Over the row.</summary>
    public string Title { get; }

    /// <summary>In the order of time.</summary>
    public ImmutableArray<Pose> Poses { get; }
}
