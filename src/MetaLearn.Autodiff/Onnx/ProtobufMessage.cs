using System.Buffers;
using System.Text;

namespace MetaLearn.Autodiff.Onnx;

/// <summary>A message in the protocol-buffer wire format; fields stand in the order in which they are added.</summary>
internal sealed class ProtobufMessage
{
    private const int Varint = 0, LengthDelimited = 2, WireBits = 3;

    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>What has been added so far.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.WrittenSpan;

    public ProtobufMessage Add(int field, long value)
    {
        WriteVarint((ulong)(field << WireBits | Varint));
        WriteVarint((ulong)value);
        return this;
    }

    public ProtobufMessage Add(int field, ReadOnlySpan<byte> content)
    {
        WriteVarint((ulong)(field << WireBits | LengthDelimited));
        WriteVarint((ulong)content.Length);
        bytes.Write(content);
        return this;
    }

    public ProtobufMessage Add(int field, string text) => Add(field, Encoding.UTF8.GetBytes(text).AsSpan());

    public ProtobufMessage Add(int field, ProtobufMessage message) => Add(field, message.Bytes);

    /// <summary>A repeated field: one entry for each item.</summary>
    public ProtobufMessage AddAll<TItem>(int field, IEnumerable<TItem> items, Func<TItem, ProtobufMessage> message)
    {
        foreach (var item in items) Add(field, message(item));
        return this;
    }

    /// <summary>Seven bits a byte, the lowest first; the eighth says that more follow.</summary>
    private void WriteVarint(ulong value)
    {
        for (; value >= 0x80; value >>= 7) bytes.Write([(byte)(value | 0x80)]);
        bytes.Write([(byte)value]);
    }
}
