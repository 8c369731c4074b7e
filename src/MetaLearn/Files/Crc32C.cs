using System.Buffers.Binary;
using System.Numerics;

namespace MetaLearn.Files;

/// <summary>The Castagnoli checksum, and the masked form that TFRecord frames carry.</summary>
internal static class Crc32C
{
    public static uint Compute(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        for (; data.Length >= 8; data = data[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(data));
        foreach (var b in data) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }

    /// <summary>Rotated right by 15 bits plus a constant, so that a checksum of data that holds checksums stays sound.</summary>
    public static uint Masked(ReadOnlySpan<byte> data) => unchecked(BitOperations.RotateRight(Compute(data), 15) + 0xa282ead8);
}
