using System.Buffers.Binary;
using System.IO.Compression;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>An IDX file of bytes, as MNIST and Fashion-MNIST have it, gzipped or not.</summary>
/// <param name="Lengths">Of its axes.</param>
/// <param name="Values">Row-major.</param>
internal sealed record IdxFile(int[] Lengths, byte[] Values)
{
    // Ten times Fashion-MNIST: more is no such file.
    private const long MostValues = 500_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">With or without <c>.gz</c>: what it holds tells.</param>
    /// <param name="axes">That it must have.</param>
    /// <exception cref="DataException">It is another file, or damaged.</exception>
    public static IdxFile Read(string path, int axes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var isZipped = file.ReadByte() == 0x1F;
            file.Position = 0;
            using var stream = isZipped ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            var header = new byte[4 + 4 * axes];
            stream.ReadExactly(header);
            if (header is not [0, 0, 8, var found, ..] || found != axes) throw new DataException(path, null, $"The file begins with {Convert.ToHexString(header[..4])}; expected an IDX file of bytes with {axes} axes, 000008{axes:X2}.");
            var lengths = Enumerable.Range(0, axes).Select(axis => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + 4 * axis))).ToArray();
            if (Array.Exists(lengths, length => length < 1) || lengths.Aggregate(1.0, (product, length) => product * length) > MostValues)
                throw new DataException(path, null, $"The IDX file says that its axes are {string.Join('×', lengths)}; expected at least 1 each and {MostValues:N0} numbers at most.");
            var values = new byte[lengths.Aggregate(1, (product, length) => product * length)];
            stream.ReadExactly(values);
            return stream.ReadByte() < 0 ? new(lengths, values) : throw new DataException(path, null, $"The IDX file has more than its {string.Join('×', lengths)} numbers.");
        }
        catch (Exception failure) when (failure is EndOfStreamException or InvalidDataException)
        {
            throw new DataException(path, null, "The IDX file is cut off, or its compressed bytes are damaged.", failure);
        }
    }
}
