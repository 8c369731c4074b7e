using System.Globalization;

namespace MetaLearn.Proofs;

/// <summary>Sizes of memory as people write them.</summary>
public static class MemorySize
{
    private static readonly (string Unit, long Bytes)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000), ("B", 1), ("", 1),
    ];

    /// <summary>Bytes of a text such as <c>200MB</c> (10⁶), <c>200 MiB</c> (2²⁰), <c>1.5GB</c> or <c>4096</c>, rounded down. Case does not matter.</summary>
    /// <param name="text">A positive number with a decimal point or none, and a unit or none.</param>
    /// <exception cref="ArgumentException">It is no size, or not at least 1 byte and below 2⁶³.</exception>
    public static long Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        var (unit, bytes) = Array.Find(Units, one => trimmed.EndsWith(one.Unit, StringComparison.OrdinalIgnoreCase));
        var isNumber = decimal.TryParse(trimmed.AsSpan(0, trimmed.Length - unit.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return isNumber && number < long.MaxValue / bytes && decimal.Floor(number * bytes) is >= 1 and var whole
            ? (long)whole
            : throw new ArgumentException("Expected a size of at least 1 byte, such as 200MB, 200MiB or 1.5GB.");
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads as this number.</summary>
    /// <param name="bytes">At least 1.</param>
    public static string Text(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        var (unit, size) = Units.Where(one => one.Unit.Length > 0 && bytes % one.Bytes == 0).MaxBy(one => one.Bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }
}
