using System.Globalization;

namespace MetaLearn.Autodiff;

/// <summary>
/// A window that moves over the rows and columns of a picture, for convolution and pooling. Output pixel (r, c) sees input pixels
/// <c>(r·Stride − Top + i·Dilation, c·Stride − Left + j·Dilation)</c> for i below <see cref="Height"/> and j below <see cref="Width"/>; those
/// outside the picture count as missing (zeros for a convolution).
/// </summary>
/// <param name="Height">Rows of the window, at least 1.</param>
/// <param name="Width">Columns of the window, at least 1.</param>
public sealed record Window(int Height, int Width)
{
    /// <summary>Rows of the window, at least 1.</summary>
    public int Height { get; init => field = AtLeast(1, value, nameof(Height)); } = AtLeast(1, Height, nameof(Height));

    /// <summary>Columns of the window, at least 1.</summary>
    public int Width { get; init => field = AtLeast(1, value, nameof(Width)); } = AtLeast(1, Width, nameof(Width));

    /// <summary>Input pixels from one place of the window to the next, down and across; 1 by default.</summary>
    public int Stride { get; init => field = AtLeast(1, value, nameof(Stride)); } = 1;

    /// <summary>Input pixels from one element of the window to the next; 1 by default, neighbours.</summary>
    public int Dilation { get; init => field = AtLeast(1, value, nameof(Dilation)); } = 1;

    /// <summary>Rows added above the picture; 0 by default.</summary>
    public int Top { get; init => field = AtLeast(0, value, nameof(Top)); }

    /// <summary>Rows added below it; 0 by default.</summary>
    public int Bottom { get; init => field = AtLeast(0, value, nameof(Bottom)); }

    /// <summary>Columns added left of it; 0 by default.</summary>
    public int Left { get; init => field = AtLeast(0, value, nameof(Left)); }

    /// <summary>Columns added right of it; 0 by default.</summary>
    public int Right { get; init => field = AtLeast(0, value, nameof(Right)); }

    /// <summary>The same on all sides, as PyTorch's <c>padding</c>.</summary>
    /// <param name="padding">Rows and columns added on each side, at least 0.</param>
    public Window Padded(int padding) => this with { Top = padding, Bottom = padding, Left = padding, Right = padding };

    /// <summary>
    /// As TensorFlow's <c>SAME</c>: ⌈rows / stride⌉ × ⌈columns / stride⌉ places, what must be added for it parted evenly, an odd row or column below and
    /// to the right. With stride 2 this differs from PyTorch's padding of 1, which adds on all sides.
    /// </summary>
    /// <param name="rows">Of the picture.</param>
    /// <param name="columns">Of the picture.</param>
    public Window Same(int rows, int columns)
    {
        var (down, across) = (Missing(rows, Height), Missing(columns, Width));
        return this with { Top = down / 2, Bottom = down - down / 2, Left = across / 2, Right = across - across / 2 };
    }

    /// <summary>Places of the window in a picture of this size, down and across; below 1 where it does not fit.</summary>
    internal (int Rows, int Columns) Places(int rows, int columns)
        => (Places(rows + Top + Bottom, Height, Stride, Dilation), Places(columns + Left + Right, Width, Stride, Dilation));

    /// <summary>Such as <c>3×3 stride 2</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Height}×{Width}{(Stride > 1 ? $" stride {Stride}" : "")}{(Dilation > 1 ? $" dilation {Dilation}" : "")}");

    private static int Places(int length, int size, int stride, int dilation)
    {
        var span = (size - 1) * dilation + 1;
        return length < span ? 0 : (length - span) / stride + 1;
    }

    private int Missing(int length, int size)
    {
        var places = (length + Stride - 1) / Stride;
        return Math.Max(0, (places - 1) * Stride + (size - 1) * Dilation + 1 - length);
    }

    private static int AtLeast(int least, int value, string name)
        => value >= least ? value : throw new ArgumentOutOfRangeException(name, value, $"A window's {name} must be at least {least}.");
}
