using System.Collections.Immutable;

namespace MetaLearn.Autodiff;

/// <summary>A short list of whole numbers (axes, offsets) that is equal to another with the same numbers, for records of operations.</summary>
internal readonly struct Integers(ReadOnlySpan<int> values) : IEquatable<Integers>
{
    private readonly ImmutableArray<int> values = [.. values];

    public int Count => values.Length;

    public int this[int index] => values[index];

    public ReadOnlySpan<int> AsSpan() => values.AsSpan();

    public bool Equals(Integers other) => AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => obj is Integers other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in values) hash.Add(value);
        return hash.ToHashCode();
    }

    public override string ToString() => $"({string.Join(", ", values)})";
}
