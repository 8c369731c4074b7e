using System.Collections.Immutable;

namespace MetaLearn.Images;

/// <summary>The pictures of one class.</summary>
/// <param name="Name">What the user calls it: a folder, a label, <c>Greek/character07</c>.</param>
/// <param name="Pixels">Picture after picture, each row-major <c>[height, width, channels]</c>, a byte from 0 to 255 for each number.</param>
/// <param name="Sources">Where each picture was read (a file, an entry of a zip), for messages and audits; as many as pictures.</param>
public sealed record ImageClass(string Name, ReadOnlyMemory<byte> Pixels, ImmutableArray<string> Sources)
{
    /// <summary>How many pictures there are.</summary>
    public int Count => Sources.Length;
}
