using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MetaLearn.Episodes;

/// <summary>Reads a whole text file, gzipped or not, and refuses what is not text.</summary>
internal static class TextFile
{
    /// <summary>The file's text as it stands (UTF-8, or UTF-16 or UTF-32 with a byte-order mark); gzip is told by its first two bytes, not by its name.</summary>
    /// <exception cref="DataException">The file is missing, a folder, empty, unreadable, a broken gzip, or not text.</exception>
    public static byte[] Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path)) throw new DataException(path, null, "This is a folder; expected a CSV file.");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(path, null, "There is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, null, $"The file cannot be read: {exception.Message}", exception);
        }
        return Text(path, bytes);
    }

    /// <summary>The text of a stream, read to its end; otherwise as <see cref="Read(string)"/>.</summary>
    /// <param name="name">For messages.</param>
    /// <param name="stream">Of bytes.</param>
    public static byte[] Read(string name, Stream stream)
    {
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return Text(name, bytes.ToArray());
    }

    private static byte[] Text(string path, byte[] bytes)
    {
        if (bytes is [0x1F, 0x8B, ..]) bytes = Unzip(path, bytes);
        CheckText(path, bytes);
        return bytes;
    }

    /// <summary>Bytes of the text of a file that exists, and whether they are packed: gzip says its length modulo 2³² at its end.</summary>
    /// <exception cref="DataException">The file cannot be read.</exception>
    public static (long Length, bool IsGzip) Sizes(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            Span<byte> ends = stackalloc byte[4];
            if (length < 18 || RandomAccess.Read(file, ends, 0) < 4 || ends is not [0x1F, 0x8B, ..]) return (length, false);
            RandomAccess.Read(file, ends, length - 4);
            // Deflate packs to a 1032nd at best (a run of 258 bytes in two bits): a length beyond it is no length but damage, found on reading.
            var unpacked = BinaryPrimitives.ReadUInt32LittleEndian(ends);
            return (unpacked <= 1032 * length ? Math.Max(length, unpacked) : length, true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, null, $"The file cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Checks a file that is too large for memory, part by part.</summary>
    /// <exception cref="DataException">It is not text in UTF-8.</exception>
    public static void CheckParts(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var buffer = new byte[1 << 16];
        var (start, kept) = (0L, 0);
        for (int read; (read = file.Read(buffer, kept, buffer.Length - kept)) > 0;)
        {
            var part = buffer.AsSpan(0, kept + read);
            if (start == 0 && part is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
                throw new DataException(path, null, "The file is too large for --table-memory and in UTF-16 or UTF-32, which cannot be read in parts; save it as UTF-8 or allow more.");
            // A character may be cut by the end of the part: it goes before the next one.
            kept = file.Position < file.Length ? Unfinished(part) : 0;
            var whole = part[..^kept];
            var junk = whole.IndexOf((byte)0);
            if (junk < 0 && !System.Text.Unicode.Utf8.IsValid(whole)) junk = FirstInvalid(whole);
            if (junk >= 0)
                throw new DataException(path, null, $"This is not a text file in UTF-8: byte 0x{whole[junk]:X2} at offset {start + junk}; expected CSV, or CSV in gzip.");
            start += whole.Length;
            part[whole.Length..].CopyTo(buffer);
        }
    }

    // Bytes at the end that begin a character and do not end it: at most three.
    private static int Unfinished(ReadOnlySpan<byte> part)
    {
        for (var back = 1; back <= Math.Min(3, part.Length); back++)
        {
            if ((part[^back] & 0xC0) == 0x80) continue;
            var needed = part[^back] switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC0 => 2, _ => 1 };
            return needed > back ? back : 0;
        }
        return 0;
    }

    private static byte[] Unzip(string path, byte[] bytes)
    {
        try
        {
            using var unzipped = new MemoryStream();
            using (var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress)) gzip.CopyTo(unzipped);
            // The decompressor does not complain of a file that is cut off. The trailer tells: checksum and length of the last member.
            var content = unzipped.ToArray();
            if (bytes.Length < 18 || !IsTrailerOf(content, bytes.AsSpan(^8..)))
                throw new InvalidDataException($"its checksum does not fit the {content.Length} bytes found");
            return content;
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException)
        {
            throw new DataException(path, null, $"The gzip file is cut off or damaged ({exception.Message.TrimEnd('.')}).", exception);
        }
    }

    private static bool IsTrailerOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> trailer)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]);
        return length <= content.Length && Crc32(content[^(int)length..]) == BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }

    // RFC 1952, section 8: the polynomial 0xEDB88320, reflected.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        Span<uint> table = stackalloc uint[256];
        for (var i = 0u; i < 256; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++) entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ 0xEDB88320;
            table[(int)i] = entry;
        }
        var crc = uint.MaxValue;
        foreach (var value in bytes) crc = table[(byte)crc ^ value] ^ (crc >> 8);
        return ~crc;
    }

    private static void CheckText(string path, byte[] bytes)
    {
        if (bytes.AsSpan().IndexOfAnyExcept(" \t\r\n"u8) < 0 || bytes is [0xEF, 0xBB, 0xBF]) throw new DataException(path, null, "The file is empty.");
        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..]) return;
        var junk = bytes.AsSpan().IndexOf((byte)0);
        if (junk < 0 && !System.Text.Unicode.Utf8.IsValid(bytes)) junk = FirstInvalid(bytes);
        if (junk >= 0)
            throw new DataException(path, null, $"This is not a text file in UTF-8: byte 0x{bytes[junk]:X2} at offset {junk}; expected CSV, or CSV in gzip.");
    }

    private static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var length) != System.Buffers.OperationStatus.Done) return at;
            at += length;
        }
        return -1;
    }
}
