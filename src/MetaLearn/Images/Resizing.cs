namespace MetaLearn.Images;

/// <summary>How pictures are brought to another size.</summary>
public enum Resizing
{
    /// <summary>
    /// The source pixel under the centre of each new pixel, <c>floor((i + 0.5) · from / to)</c>: Pillow's nearest. What the original Omniglot inputs of MAML are,
    /// since Pillow uses it for one-bit pictures whatever filter is asked for. Pixels stay black or white.
    /// </summary>
    Nearest,

    /// <summary>Weights that fall linearly with the distance, widened by the scale when the picture shrinks: Pillow's BILINEAR, bit for bit. Gives greys.</summary>
    Antialiased,
}
