using System.Collections.Immutable;

namespace MetaLearn.Autodiff;

/// <summary>
/// The lengths of an array's axes, outermost first; elements are stored row-major. The scalar shape <c>[]</c> has one element.
/// Two shapes are equal when their lengths are. The default value is the scalar shape. The episode axis is never part of a shape.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<int> lengths;

    /// <summary>Makes a shape from axis lengths.</summary>
    /// <param name="lengths">Each at least 0; at most 2³¹ − 1 elements in all.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    /// <exception cref="OverflowException">The element count passes <see cref="int.MaxValue"/>.</exception>
    public Shape(params ReadOnlySpan<int> lengths)
    {
        var count = 1;
        foreach (var length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length);
            count = checked(count * length);
        }
        this.lengths = [.. lengths];
    }

    /// <summary>The shape of a single number, <c>[]</c>.</summary>
    public static Shape Scalar => default;

    /// <summary>Axis lengths, outermost first.</summary>
    public ReadOnlySpan<int> Lengths => lengths.IsDefault ? [] : lengths.AsSpan();

    /// <summary>Number of axes; 0 for a scalar.</summary>
    public int Rank => lengths.IsDefault ? 0 : lengths.Length;

    /// <summary>Number of elements: the product of the lengths; 1 for a scalar.</summary>
    public int Count
    {
        get
        {
            var count = 1;
            foreach (var length in Lengths) count *= length;
            return count;
        }
    }

    /// <summary>Length of one axis; negative axes count from the end.</summary>
    /// <param name="axis">In <c>[-Rank, Rank)</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => Lengths[Axis(axis)];

    /// <summary>An axis number in <c>[0, Rank)</c>; negative axes count from the end.</summary>
    /// <param name="axis">In <c>[-Rank, Rank)</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis) => axis >= -Rank && axis < Rank
        ? axis < 0 ? axis + Rank : axis
        : throw new ArgumentOutOfRangeException(nameof(axis), axis, $"Shape {this} has no axis {axis}.");

    /// <summary>
    /// The shape two arrays broadcast to: aligned at the last axis, an axis of length 1 (or a missing one) stretches to the other's.
    /// </summary>
    /// <returns>False when some pair of lengths differs and neither is 1.</returns>
    public static bool TryBroadcast(Shape a, Shape b, out Shape result)
    {
        var rank = Math.Max(a.Rank, b.Rank);
        Span<int> lengths = stackalloc int[rank];
        result = default;
        for (var i = 1; i <= rank; i++)
        {
            var x = i <= a.Rank ? a.Lengths[^i] : 1;
            var y = i <= b.Rank ? b.Lengths[^i] : 1;
            if (x != y && x != 1 && y != 1) return false;
            lengths[^i] = x == 1 ? y : x;
        }
        result = new Shape(lengths);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var length in Lengths) hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>Whether both have the same lengths.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether the lengths differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The lengths in brackets, such as <c>[10, 40]</c>; <c>[]</c> for a scalar.</summary>
    public override string ToString() => $"[{string.Join(", ", Lengths.ToArray())}]";
}
