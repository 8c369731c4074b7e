using System.Globalization;

namespace MetaLearn;

/// <summary>Numbers of bytes as people write them.</summary>
internal static class ByteSize
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

    /// <summary>A size for people, in the largest decimal unit it reaches and rounded to hundredths of it, such as <c>1.5 GB</c>.</summary>
    /// <param name="bytes">At least 0.</param>
    public static string Text(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var (unit, size) = Units.FirstOrDefault(one => !one.Unit.Contains('i', StringComparison.Ordinal) && bytes >= one.Bytes, (Unit: "B", Bytes: 1L));
        return string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / size:0.##} {unit}");
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads as this very number.</summary>
    /// <param name="bytes">At least 1.</param>
    public static string ExactText(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        var (unit, size) = Units.Where(one => one.Unit.Length > 0 && bytes % one.Bytes == 0).MaxBy(one => one.Bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / size}{unit}");
    }
}
