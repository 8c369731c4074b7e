using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// What is added around a picture before a window moves over it: nothing by default; a number of pixels on each side, as PyTorch's; or
/// TensorFlow's <c>SAME</c>, which gives ⌈length / stride⌉ places.
/// </summary>
public readonly record struct Padding
{
    private readonly int sides;
    private readonly bool isSame;

    private Padding(int sides, bool isSame) => (this.sides, this.isSame) = (sides, isSame);

    /// <summary>TensorFlow's <c>SAME</c>: where the number of pixels to add is odd, the odd one comes below and to the right.</summary>
    public static Padding Same { get; } = new(0, isSame: true);

    /// <summary>As many pixels on every side.</summary>
    /// <param name="pixels">At least 0.</param>
    public static implicit operator Padding(int pixels) => On(pixels);

    /// <summary>As many pixels on every side.</summary>
    /// <param name="pixels">At least 0.</param>
    public static Padding On(int pixels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pixels);
        return new(pixels, isSame: false);
    }

    /// <summary>A window with this padding, for pictures <c>[n, rows, columns, channels]</c>.</summary>
    internal Window Of(Window window, Shape pictures) => isSame ? window.Same(pictures[1], pictures[2]) : window.Padded(sides);
}
