namespace MetaLearn.Autodiff.Cpu;

/// <summary>An element of the window along one axis, and how many lines from a line's base what it meets lies.</summary>
internal readonly record struct WindowTap(int Element, int Offset);

/// <summary>
/// Lines (rows or columns) of an array that meet the same elements of a window: what lies outside the picture is left out rather than multiplied by zero.
/// </summary>
/// <param name="Lines">Each with the line of the other array that its taps count from.</param>
/// <param name="Taps">In ascending order of the window's elements.</param>
internal sealed record WindowLines(IReadOnlyList<(int Line, int Base)> Lines, IReadOnlyList<WindowTap> Taps)
{
    /// <summary>Output lines, and which input lines each sees.</summary>
    /// <param name="length">Input lines.</param>
    /// <param name="places">Output lines.</param>
    /// <param name="size">Elements of the window.</param>
    /// <param name="window">Its stride and dilation.</param>
    /// <param name="before">Lines added before the first.</param>
    public static IReadOnlyList<WindowLines> Seeing(int length, int places, int size, Window window, int before)
        => Grouped(places, place => (place * window.Stride, [.. Enumerable.Range(0, size)
            .Select(k => new WindowTap(k, k * window.Dilation - before))
            .Where(tap => (uint)(place * window.Stride + tap.Offset) < (uint)length)]));

    /// <summary>Input lines, and which output lines see each. Elements are counted from the window's end, as in a <see cref="TurnedKernel"/>, so that those side by side in the window meet what is side by side.</summary>
    /// <param name="length">Input lines.</param>
    /// <param name="places">Output lines.</param>
    /// <param name="size">Elements of the window.</param>
    /// <param name="window">Its stride and dilation.</param>
    /// <param name="before">Lines added before the first.</param>
    public static IReadOnlyList<WindowLines> Seen(int length, int places, int size, Window window, int before)
        => Grouped(length, line => (line / window.Stride, [.. Enumerable.Range(0, size)
            .Select(k => (Element: k, Distance: line + before - (size - 1 - k) * window.Dilation))
            .Where(tap => tap.Distance >= 0 && tap.Distance % window.Stride == 0 && tap.Distance / window.Stride < places)
            .Select(tap => new WindowTap(tap.Element, tap.Distance / window.Stride - line / window.Stride))]));

    private static IReadOnlyList<WindowLines> Grouped(int count, Func<int, (int Base, WindowTap[] Taps)> of)
        => [.. Enumerable.Range(0, count)
            .Select(line => (Line: line, Of: of(line)))
            .GroupBy(one => string.Join(' ', one.Of.Taps))
            .Select(group => new WindowLines([.. group.Select(one => (one.Line, one.Of.Base))], group.First().Of.Taps))];
}
