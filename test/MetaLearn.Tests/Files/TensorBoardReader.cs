using System.Text;

namespace MetaLearn.Tests.Files;

/// <summary>One event, as TensorBoard would see it.</summary>
internal sealed record ReadEvent(double WallTime, long Step, string? Version, string? Tag, float Value);

/// <summary>An event-file reader that shares no code with the writer: its checksum goes bit by bit, its messages through general fields.</summary>
internal static class TensorBoardReader
{
    public static List<ReadEvent> Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var events = new List<ReadEvent>();
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var length = reader.ReadBytes(8);
            Assert.Equal(Masked(length), reader.ReadUInt32());
            var message = reader.ReadBytes((int)BitConverter.ToInt64(length));
            Assert.Equal(Masked(message), reader.ReadUInt32());
            events.Add(Event(message));
        }
        return events;
    }

    private static ReadEvent Event(byte[] message)
    {
        var fields = Fields(message);
        var summary = fields.TryGetValue(5, out var bytes) ? Fields(Fields(bytes)[1]) : null;
        return new ReadEvent(
            BitConverter.ToDouble(fields[1]),
            fields.TryGetValue(2, out var step) ? BitConverter.ToInt64(step) : 0,
            fields.TryGetValue(3, out var version) ? Encoding.UTF8.GetString(version) : null,
            summary is null ? null : Encoding.UTF8.GetString(summary[1]),
            summary is null ? 0 : BitConverter.ToSingle(summary[2]));
    }

    private static Dictionary<int, byte[]> Fields(byte[] message)
    {
        using var reader = new BinaryReader(new MemoryStream(message));
        var fields = new Dictionary<int, byte[]>();
        while (reader.BaseStream.Position < message.Length)
        {
            var key = reader.Read7BitEncodedInt();
            fields.Add(key >> 3, (key & 7) switch
            {
                0 => BitConverter.GetBytes(reader.Read7BitEncodedInt64()),
                1 => reader.ReadBytes(8),
                2 => reader.ReadBytes(reader.Read7BitEncodedInt()),
                5 => reader.ReadBytes(4),
                var wire => throw new InvalidDataException($"Wire type {wire}."),
            });
        }
        return fields;
    }

    private static uint Masked(byte[] data)
    {
        var crc = 0xffffffffu;
        foreach (var b in data)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82f63b78u : crc >> 1;
        }
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
    }
}
