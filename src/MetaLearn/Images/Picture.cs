namespace MetaLearn.Images;

/// <summary>One decoded picture.</summary>
/// <param name="Size">Its height, width and channels.</param>
/// <param name="Pixels">Row-major <c>[height, width, channels]</c>, a byte from 0 to 255 for each number; exactly <c>Size.Bytes</c> of them.</param>
public readonly record struct Picture(ImageSize Size, ReadOnlyMemory<byte> Pixels);
