using System.Globalization;

namespace MetaLearn;

/// <summary>Numbers of bytes as people write them.</summary>
internal static class ByteSize
{
    private static readonly (string Name, long Bytes)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1),
    ];

    /// <summary>A positive number with a unit or without, such as <c>200MB</c>, <c>1.5 GiB</c> or <c>4096</c>; case does not matter.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static long Parse(string text)
    {
        var unit = Units.FirstOrDefault(unit => text.EndsWith(unit.Name, StringComparison.OrdinalIgnoreCase), (Name: "", Bytes: 1));
        var number = text[..^unit.Name.Length].TrimEnd();
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * unit.Bytes is >= 1 and < long.MaxValue
            ? (long)(value * unit.Bytes)
            : throw new ArgumentException("Expected a size such as 200MB, 1.5GB or 512MiB.");
    }

    /// <summary>A size in the largest decimal unit it reaches, such as <c>1.5 GB</c>.</summary>
    public static string Text(long bytes)
    {
        foreach (var (name, size) in Units.Skip(3))
            if (bytes >= size) return string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / size:0.##} {name}");
        return "0 B";
    }
}
