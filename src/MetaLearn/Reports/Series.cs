using System.Collections.Immutable;

namespace MetaLearn.Reports;

/// <summary>Points of one curve in a plot, in the order they are joined. A point that is not finite, or beyond ±10²⁰⁰, leaves a gap.</summary>
public sealed record Series
{
    /// <summary>Makes a series of points.</summary>
    /// <param name="name">In the legend; empty for none.</param>
    /// <param name="x">At least one value.</param>
    /// <param name="y">As many values as <paramref name="x"/>.</param>
    /// <exception cref="ArgumentException">There are no points, or the counts differ.</exception>
    public Series(string name, ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (x.Length != y.Length) throw new ArgumentException($"Series '{name}' has {x.Length} x values and {y.Length} y values; expected as many.", nameof(y));
        if (x.IsEmpty) throw new ArgumentException($"Series '{name}' has no points; expected at least 1.", nameof(x));
        Name = name;
        X = [.. x];
        Y = [.. y];
    }

    /// <summary>In the legend; empty for none. In a <see cref="PlotGrid"/>, series of one name are one entry.</summary>
    public string Name { get; }

    /// <summary>Horizontal positions.</summary>
    public ImmutableArray<double> X { get; }

    /// <summary>Vertical positions.</summary>
    public ImmutableArray<double> Y { get; }

    /// <summary>How points are joined; <see cref="LineStyle.Solid"/> by default.</summary>
    public LineStyle Line { get; init; }

    /// <summary>What is drawn at each point; nothing by default.</summary>
    public MarkerShape Marker { get; init; }

    /// <summary>Null, the default, for the next colour of the plot.</summary>
    public PlotColor? Color { get; init; }

    /// <summary>Lower ends of an interval around each point, drawn as a band with <see cref="High"/>; empty for none.</summary>
    public ImmutableArray<double> Low { get; private init; } = [];

    /// <summary>Upper ends of the interval; empty for none.</summary>
    public ImmutableArray<double> High { get; private init; } = [];

    /// <summary>The same series with an interval around each point.</summary>
    /// <param name="low">As many values as points.</param>
    /// <param name="high">As many values as points.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public Series WithBand(ReadOnlySpan<double> low, ReadOnlySpan<double> high)
        => low.Length == X.Length && high.Length == X.Length
            ? this with { Low = [.. low], High = [.. high] }
            : throw new ArgumentException($"Series '{Name}' has {X.Length} points, but a band of {low.Length} low and {high.Length} high values.", nameof(low));
}
