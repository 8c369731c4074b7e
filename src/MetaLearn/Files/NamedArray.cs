using System.Buffers.Binary;
using MetaLearn.Autodiff;

namespace MetaLearn.Files;

/// <summary>An array with its name, as an entry of a safetensors file. Immutable; the elements are kept as the file's bytes, so they survive a round trip bit for bit.</summary>
public sealed class NamedArray
{
    internal NamedArray(string name, Shape shape, StoredType type, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Shape = shape;
        Type = type;
        Bytes = bytes;
    }

    /// <summary>An entry of type <see cref="StoredType.F32"/>.</summary>
    /// <param name="name">Not empty and not <c>__metadata__</c>; otherwise free, such as <c>net.0.weight</c>.</param>
    /// <param name="shape">With as many elements as there are values.</param>
    /// <param name="values">Row-major; copied.</param>
    /// <exception cref="ArgumentException">The count of values is not the shape's, or the name is not allowed.</exception>
    public NamedArray(string name, Shape shape, ReadOnlySpan<float> values) : this(Checked(name, shape, values.Length), shape, StoredType.F32, ToBytes(values))
    {
    }

    /// <summary>An entry of type <see cref="StoredType.F64"/>.</summary>
    /// <param name="name">Not empty and not <c>__metadata__</c>; otherwise free, such as <c>net.0.weight</c>.</param>
    /// <param name="shape">With as many elements as there are values.</param>
    /// <param name="values">Row-major; copied.</param>
    /// <exception cref="ArgumentException">The count of values is not the shape's, or the name is not allowed.</exception>
    public NamedArray(string name, Shape shape, ReadOnlySpan<double> values) : this(Checked(name, shape, values.Length), shape, StoredType.F64, ToBytes(values))
    {
    }

    /// <summary>The key in the file.</summary>
    public string Name { get; }

    /// <summary>Axis lengths; <c>[]</c> for a single number.</summary>
    public Shape Shape { get; }

    /// <summary>How the elements are stored.</summary>
    public StoredType Type { get; }

    internal ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A new array of the elements, row-major. Exact for F32, F16 and BF16; otherwise rounded to the nearest <c>float</c>.</summary>
    public float[] ToFloats()
    {
        var result = new float[Shape.Count];
        var bytes = Bytes.Span;
        for (var i = 0; i < result.Length; i++)
            result[i] = Type switch
            {
                StoredType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
                StoredType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
                StoredType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
                _ => (float)Wide(bytes, i),
            };
        return result;
    }

    /// <summary>A new array of the elements, row-major. Exact but for I64 beyond 2⁵³, which are rounded to the nearest <c>double</c>.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Shape.Count];
        var bytes = Bytes.Span;
        for (var i = 0; i < result.Length; i++) result[i] = Wide(bytes, i);
        return result;
    }

    internal static int BytesPerElement(StoredType type) => type switch
    {
        StoredType.F64 or StoredType.I64 => 8,
        StoredType.F32 or StoredType.I32 => 4,
        _ => 2,
    };

    private double Wide(ReadOnlySpan<byte> bytes, int i) => Type switch
    {
        StoredType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]),
        StoredType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]),
        StoredType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes[(2 * i)..]),
        StoredType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]) << 16),
        StoredType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes[(8 * i)..]),
        _ => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]),
    };

    private static byte[] ToBytes(ReadOnlySpan<float> values)
    {
        var bytes = new byte[checked(4 * values.Length)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4 * i), values[i]);
        return bytes;
    }

    private static byte[] ToBytes(ReadOnlySpan<double> values)
    {
        var bytes = new byte[checked(8 * values.Length)];
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(8 * i), values[i]);
        return bytes;
    }

    private static string Checked(string name, Shape shape, int count)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name == SafeTensorsFile.MetadataKey) throw new ArgumentException($"An array cannot be called {name}: the format reserves it.", nameof(name));
        return shape.Count == count
            ? name
            : throw new ArgumentException($"Array '{name}' of shape {shape} needs {shape.Count} values, not {count}.", nameof(shape));
    }
}
