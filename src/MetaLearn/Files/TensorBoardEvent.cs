using System.Buffers.Binary;
using System.Text;

namespace MetaLearn.Files;

/// <summary>
/// Bytes of TensorBoard's <c>Event</c> message in the protocol-buffer wire format, and of the TFRecord frame around it: length (8 bytes), its
/// masked checksum (4), message, its masked checksum (4), all little-endian.
/// </summary>
internal static class TensorBoardEvent
{
    private const byte WallTime = 0x09, Step = 0x10, FileVersion = 0x1a, Summary = 0x2a;
    private const byte SummaryValue = 0x0a, ValueTag = 0x0a, ValueSimple = 0x15;

    public static byte[] Version(double wallTime) => Frame([.. Double(WallTime, wallTime), .. Bytes(FileVersion, "brain.Event:2"u8)]);

    public static byte[] Scalar(double wallTime, string tag, long step, float value)
    {
        Span<byte> simple = stackalloc byte[5];
        simple[0] = ValueSimple;
        BinaryPrimitives.WriteSingleLittleEndian(simple[1..], value);
        byte[] content = [.. Bytes(ValueTag, Encoding.UTF8.GetBytes(tag)), .. simple];
        return Frame([.. Double(WallTime, wallTime), Step, .. Varint((ulong)step), .. Bytes(Summary, Bytes(SummaryValue, content))]);
    }

    /// <summary>Length of the leading frames that are whole and whose step is at most <paramref name="lastStep"/>.</summary>
    public static int KeepUntil(ReadOnlySpan<byte> file, long lastStep)
    {
        var kept = 0;
        while (file.Length - kept >= 16)
        {
            var rest = file[kept..];
            var length = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            if (BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]) != Crc32C.Masked(rest[..8]) || length > (ulong)(rest.Length - 16)) break;
            var message = rest.Slice(12, (int)length);
            if (BinaryPrimitives.ReadUInt32LittleEndian(rest[(12 + (int)length)..]) != Crc32C.Masked(message) || StepOf(message) > lastStep) break;
            kept += 16 + (int)length;
        }
        return kept;
    }

    // Our own messages only: the wall time's nine bytes, then the step if there is one.
    private static long StepOf(ReadOnlySpan<byte> message)
    {
        if (message.Length < 11 || message[9] != Step) return -1;
        var step = 0UL;
        for (var (i, shift) = (10, 0); i < message.Length && shift < 64; i++, shift += 7)
        {
            step |= (ulong)(message[i] & 0x7f) << shift;
            if (message[i] < 0x80) break;
        }
        return (long)step;
    }

    private static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var frame = new byte[message.Length + 16];
        BinaryPrimitives.WriteInt64LittleEndian(frame, message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), Crc32C.Masked(frame.AsSpan(0, 8)));
        message.CopyTo(frame.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + message.Length), Crc32C.Masked(message));
        return frame;
    }

    private static byte[] Double(byte key, double value)
    {
        var bytes = new byte[9];
        bytes[0] = key;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(1), value);
        return bytes;
    }

    private static byte[] Bytes(byte key, ReadOnlySpan<byte> content) => [key, .. Varint((ulong)content.Length), .. content];

    private static List<byte> Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }
}
