using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>Refuses pictures that are too many to be held, before any is.</summary>
internal static class PictureRoom
{
    /// <summary>How many numbers pictures have that lie together in one array.</summary>
    /// <param name="path">Where they come from.</param>
    /// <param name="what">Which they are, to begin a sentence with: <c>Class 'cat'</c>.</param>
    /// <param name="pictures">How many, at least 0.</param>
    /// <param name="size">Of each.</param>
    /// <exception cref="DataException">More than an array can have.</exception>
    public static int Numbers(string path, string what, int pictures, ImageSize size)
    {
        var numbers = (long)pictures * size.Bytes;
        return numbers <= Array.MaxLength
            ? (int)numbers
            : throw new DataException(path, null, $"{what} has {pictures} pictures of {size}, {numbers} numbers; at most {Array.MaxLength} can be held together. Take a smaller --image-size, or fewer pictures.");
    }

    /// <summary>Refuses a set that the machine's memory cannot hold.</summary>
    /// <param name="path">Where it comes from.</param>
    /// <param name="pictures">How many, at least 0.</param>
    /// <param name="size">Of each.</param>
    /// <param name="memory">Bytes of memory.</param>
    /// <exception cref="DataException">It is too large.</exception>
    public static void Check(string path, int pictures, ImageSize size, long memory)
    {
        // While classes are made of pictures both are there.
        var bytes = 2L * pictures * size.Bytes;
        if (bytes > memory)
            throw new DataException(path, null, $"To read {pictures} pictures of {size} takes {bytes} bytes; there are {memory} bytes of memory. Take a smaller --image-size, or fewer pictures.");
    }
}
