namespace MetaLearn.Files;

/// <summary>Replaces a file as a whole, or not at all.</summary>
public static class AtomicFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>
    /// Writes to <c>path + ".tmp"</c> in the same folder, flushes to the disk and renames over <paramref name="path"/>. A reader sees the old
    /// file or the new one, also when the process is killed or the disk is full half-way. Managed code cannot flush the folder itself, so after
    /// a power cut the old file may be back; it is whole all the same.
    /// </summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="write">Writes the content; the stream can be sought in. What it throws, except for input and output errors, is passed on as it is.</param>
    /// <exception cref="IOException">Full disk, no such folder, no permission, or another writer is busy with the same path; the file that was there is unchanged.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        var temporary = path + ".tmp";
        var opened = false;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, FileShare.None, BufferBytes))
            {
                opened = true;
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception failure)
        {
            // Not opened means that the temporary file, if it is there, is another writer's.
            if (opened) Delete(temporary);
            // The framework reports a file that outgrows its file system as an argument out of range.
            if (failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value", Source: "System.Private.CoreLib" })
                throw new IOException($"{path}: could not be saved, what was there before is unchanged ({failure.Message.TrimEnd('.')}).", failure);
            throw;
        }
    }

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report; the next write to this path overwrites what is left.
        }
    }
}
