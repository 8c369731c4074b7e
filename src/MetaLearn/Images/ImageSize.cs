namespace MetaLearn.Images;

/// <summary>The size of a picture in pixels, and how many numbers a pixel has.</summary>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Channels">1 for grey, 3 for red, green, blue.</param>
public readonly record struct ImageSize(int Height, int Width, int Channels)
{
    /// <summary>Bytes of one picture: one for each channel of each pixel.</summary>
    public int Bytes => checked(Height * Width * Channels);

    /// <summary>Such as <c>28×28×1</c>.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Height}×{Width}×{Channels}");
}
