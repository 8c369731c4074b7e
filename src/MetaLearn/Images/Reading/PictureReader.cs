using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>Decodes many files to pictures of one size, on all cores; the result does not depend on their number.</summary>
internal static class PictureReader
{
    private const int LargestOwnSide = 84, GreySide = 28;

    /// <summary>Pictures in the order of the files, null where one was left out, and what the user should know.</summary>
    /// <exception cref="DataException">A file cannot be read, and is not to be left out: the first in order.</exception>
    public static (ImageSize Size, Picture?[] Pictures, IReadOnlyList<string> Warnings) Read(PictureFiles files, PictureReading reading)
    {
        var size = SizeOf(files, reading);
        PictureRoom.Check(files.Root, files.Files.Count, size, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        var pictures = new Picture?[files.Files.Count];
        var failures = new DataException?[files.Files.Count];
        Parallel.For(0, pictures.Length, i =>
        {
            var (name, read) = files.Files[i];
            try
            {
                var picture = PictureFile.Decode(Bytes(files, name, read), files.Called(name), size.Channels);
                if (reading.Squashes && (long)picture.Size.Height * size.Width * size.Channels > Array.MaxLength)
                    throw new DataException(files.Called(name), null, $"The picture is {picture.Size.Height} pixels high, too high to be squashed to {size}.");
                var sized = ImageResize.To(reading.Squashes ? picture : PictureFile.Square(picture), size.Height, size.Width, reading.Resizing);
                pictures[i] = reading.Inverts ? PictureFile.Inverted(sized) : sized;
            }
            catch (DataException failure)
            {
                failures[i] = failure;
            }
        });
        var unread = failures.OfType<DataException>().ToList();
        if (unread.Count > 0 && (!reading.SkipsUnreadable || unread.Count == pictures.Length)) throw unread[0];
        List<string> warnings = [];
        if (unread.Count > 0) warnings.Add($"{files.Root}: {unread.Count} of {pictures.Length} pictures could not be read and were left out, the first being {unread[0].Message}");
        if (files.Others > 0) warnings.Add($"{files.Root}: {files.Others} {(files.Others == 1 ? "file is" : "files are")} no picture by name and {(files.Others == 1 ? "was" : "were")} passed over.");
        return (size, pictures, warnings);
    }

    private static byte[] Bytes(PictureFiles files, string name, Func<byte[]> read)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DataException(files.Called(name), null, $"The file cannot be read ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    private static ImageSize SizeOf(PictureFiles files, PictureReading reading)
    {
        if (reading is { Side: { } given, Channels: { } known }) return new(given, given, known);
        var headers = new ImageSize?[files.Files.Count];
        Parallel.For(0, headers.Length, i =>
        {
            try
            {
                headers[i] = PictureFile.Header(files.Files[i].Read());
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DataException)
            {
                // Decoding says which file it is.
            }
        });
        var channels = reading.Channels ?? (headers.Any(header => header is { Channels: > 1 }) ? 3 : 1);
        // Of sizes equally common the smallest, whatever the order of the files.
        var (height, width) = headers.OfType<ImageSize>().GroupBy(header => (header.Height, header.Width)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key)
            .Select(group => group.Key).FirstOrDefault();
        var side = reading.Side ?? (height == width && height is > 0 and <= LargestOwnSide ? height : channels == 1 ? GreySide : LargestOwnSide);
        return new(side, side, channels);
    }
}
