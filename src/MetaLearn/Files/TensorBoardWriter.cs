using System.Globalization;

namespace MetaLearn.Files;

/// <summary>Scalars for TensorBoard, in one event file of a folder. Each scalar is handed to the operating system at once. Not thread-safe.</summary>
public sealed class TensorBoardWriter : IDisposable
{
    private const string Prefix = "events.out.tfevents.", Suffix = ".metalearn";

    private readonly FileStream stream;
    private readonly TimeProvider time;

    private TensorBoardWriter(FileStream stream, TimeProvider time)
    {
        this.stream = stream;
        this.time = time;
    }

    /// <summary>The event file, <c>events.out.tfevents.SECONDS.metalearn</c> with the time of its making.</summary>
    public string Path => stream.Name;

    /// <summary>
    /// Continues the folder's last event file of ours, or starts one. Of what is there, whatever follows the first scalar of a later step or the
    /// first damaged record (a killed run's half-written one) is dropped.
    /// </summary>
    /// <param name="folder">That exists.</param>
    /// <param name="resumeAfterStep">Last step to keep; −1 starts afresh.</param>
    /// <param name="time">Stamps each scalar and the file's name.</param>
    /// <exception cref="IOException">The file cannot be opened or written.</exception>
    public static TensorBoardWriter Open(string folder, long resumeAfterStep, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfLessThan(resumeAfterStep, -1);
        ArgumentNullException.ThrowIfNull(time);
        var path = Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}").Max(StringComparer.Ordinal)
            ?? System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{time.GetUtcNow().ToUnixTimeSeconds()}{Suffix}"));
        var kept = File.Exists(path) ? TensorBoardEvent.KeepUntil(File.ReadAllBytes(path), resumeAfterStep) : 0;
        var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 0);
        stream.SetLength(kept);
        stream.Seek(0, SeekOrigin.End);
        var writer = new TensorBoardWriter(stream, time);
        if (kept == 0) stream.Write(TensorBoardEvent.Version(writer.WallTime()));
        return writer;
    }

    /// <summary>Adds one point to a curve.</summary>
    /// <param name="tag">Of the curve; slashes group curves on TensorBoard's page, as in <c>loss/query</c>.</param>
    /// <param name="step">Outer iteration, at least 0.</param>
    /// <param name="value">Stored as <c>float</c>; NaN and infinities are shown by TensorBoard as such.</param>
    public void Scalar(string tag, long step, double value)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        stream.Write(TensorBoardEvent.Scalar(WallTime(), tag, step, (float)value));
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => stream.Dispose();

    private double WallTime() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
}
