using System.Globalization;

namespace MetaLearn.Reports;

/// <summary>A place on an axis that gets a grid line and, unless it is a minor one, a label.</summary>
internal readonly record struct Tick(double Value, string Label);

/// <summary>The range of a plot along one direction, linear or logarithmic.</summary>
/// <param name="Low">Finite; above 0 when logarithmic.</param>
/// <param name="High">Finite and above <paramref name="Low"/>.</param>
/// <param name="Log">Whether equal distances are equal ratios.</param>
internal sealed record Axis(double Low, double High, bool Log)
{
    // Far from the ends of the type, so that neither margins nor tick steps can overflow or vanish.
    private const double Largest = 1e200, Smallest = 1e-200;

    /// <summary>Whether a value has a place on the axis (inside the range or not): finite, not absurd, and above 0 when logarithmic.</summary>
    public static bool CanShow(double value, bool log) => Math.Abs(value) <= Largest && (!log || value >= Smallest);

    /// <summary>An axis that shows all values that can be shown, with <paramref name="margin"/> of its length free at both ends.</summary>
    public static Axis Around(IEnumerable<double> values, bool log, double margin)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
            if (CanShow(value, log)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        if (low > high) (low, high) = log ? (1, 10) : (0, 1);
        return log ? AroundLog(low, high, margin) : AroundLinear(low, high, margin);
    }

    /// <summary>0 at the low end, 1 at the high end.</summary>
    public double Fraction(double value)
        => Log ? (Math.Log(value) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low)) : (value - Low) / (High - Low);

    /// <summary>Round numbers within the range, rising.</summary>
    /// <param name="about">How many to aim at, at least 2.</param>
    public IReadOnlyList<Tick> Ticks(int about)
    {
        if (!Log) return Linear(about);
        var (first, last) = ((int)Math.Ceiling(Math.Log10(Low) - 1e-9), (int)Math.Floor(Math.Log10(High) + 1e-9));
        if (last - first >= 2) return [.. Decades(first, last, about)];
        List<Tick> finer = [];
        for (var decade = first - 1; decade <= last; decade++)
            foreach (var digit in (ReadOnlySpan<int>)[1, 2, 5])
                if (digit * Math.Pow(10, decade) is var value && value >= Low * (1 - 1e-9) && value <= High * (1 + 1e-9)) finer.Add(new Tick(value, Label(value, value)));
        return finer.Count >= 2 ? finer : Linear(about);
    }

    private static Axis AroundLinear(double low, double high, double margin)
    {
        // A range below the precision of its ends has no room for ticks.
        if (high - low <= Math.Max(Smallest, Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-12))
        {
            var half = Math.Abs(low) < Smallest ? 1 : Math.Abs(low) * 0.1;
            return new Axis(low - half, high + half, false);
        }
        var free = (high - low) * margin;
        // A measure that is never negative reads best from zero, when that costs little room.
        var floor = low >= 0 && low < 0.4 * high && margin > 0 ? 0 : low - free;
        return new Axis(floor, high + free, false);
    }

    private static Axis AroundLog(double low, double high, double margin)
    {
        if (high <= low * (1 + 1e-9)) return new Axis(low / 2, high * 2, true);
        var ratio = Math.Exp((Math.Log(high) - Math.Log(low)) * margin);
        return new Axis(low / ratio, high * ratio, true);
    }

    private List<Tick> Linear(int about)
    {
        var rough = (High - Low) / about;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = unit * (rough / unit) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 };
        List<Tick> ticks = [];
        var last = Math.Floor(High / step + 1e-9);
        for (var i = Math.Ceiling(Low / step - 1e-9); i <= last; i++)
            ticks.Add(new Tick(i * step, Label(i * step, step)));
        return ticks;
    }

    private static IEnumerable<Tick> Decades(int first, int last, int about)
    {
        var every = (last - first + about - 1) / about;
        for (var decade = first; decade <= last; decade++)
            if (Math.Pow(10, decade) is var value)
                yield return new Tick(value, (decade - first) % every == 0 ? Label(value, value) : "");
    }

    /// <summary>With the digits that <paramref name="step"/> needs: 70,000 and 0.25, but 10⁻⁶ as 1e−6.</summary>
    internal static string Label(double value, double step)
    {
        if (value == 0) return "0";
        var size = Math.Abs(value);
        var (format, digits) = size >= 1e7 || (size < 1e-3 && step < 0.9999e-4)
            ? ("e0", Math.Floor(Math.Log10(size) + 1e-9) - Math.Floor(Math.Log10(step) + 1e-9))
            : ("", -Math.Floor(Math.Log10(step) + 1e-9));
        var whole = format.Length > 0 ? "0." : "#,##0.";
        return value.ToString(whole + new string('#', (int)Math.Clamp(digits, 0, 15)) + format, CultureInfo.InvariantCulture).Replace('-', '−');
    }
}
