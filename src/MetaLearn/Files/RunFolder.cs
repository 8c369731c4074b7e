namespace MetaLearn.Files;

/// <summary>
/// The folder of one run: <c>run.json</c>, <c>metrics.jsonl</c>, a TensorBoard event file, <c>checkpoint.safetensors</c>, <c>report.html</c>.
/// Held exclusively, by a lock on its file <c>.lock</c>, until disposed of; the lock ends with the process, however that ends, and the file stays.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private const string RecordName = "run.json", LockName = ".lock";

    private readonly FileStream heldLock;

    private RunFolder(string path, RunRecord record, FileStream heldLock)
    {
        FolderPath = path;
        Record = record;
        this.heldLock = heldLock;
    }

    /// <summary>The folder, as it was given.</summary>
    public string FolderPath { get; }

    /// <summary>What made the run.</summary>
    public RunRecord Record { get; }

    /// <summary>Path of <c>metrics.jsonl</c>; see <see cref="MetricsLog"/>.</summary>
    public string MetricsPath => Path.Combine(FolderPath, "metrics.jsonl");

    /// <summary>Path of <c>checkpoint.safetensors</c>; see <see cref="SafeTensorsFile"/>.</summary>
    public string CheckpointPath => CheckpointPathIn(FolderPath);

    /// <summary>Path of <c>report.html</c>.</summary>
    public string ReportPath => Path.Combine(FolderPath, "report.html");

    /// <summary>Starts a run: makes the folder, takes it and writes its <c>run.json</c>.</summary>
    /// <param name="path">Of a folder that is missing or empty.</param>
    /// <param name="record">What makes the run.</param>
    /// <exception cref="IOException">
    /// One sentence that names the folder: it cannot be made or written to, holds a run or other files, or another process (or this one) holds it.
    /// </exception>
    public static RunFolder Create(string path, RunRecord record)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(record);
        if (File.Exists(path)) throw new IOException($"{path}: is a file, expected a folder for the run.");
        // Before anything is written: a folder of somebody else's files gets no lock file from us.
        if (Directory.Exists(path)) RefuseOtherFiles(path);
        var heldLock = Lock(path, create: true);
        try
        {
            if (File.Exists(Path.Combine(path, RecordName)))
                throw new IOException($"{path}: already holds a run; resume that one or choose another folder.");
            RefuseOtherFiles(path);
            AtomicFile.Write(Path.Combine(path, RecordName), stream => RunRecordJson.Write(stream, record));
            return new RunFolder(path, record, heldLock);
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    /// <summary>Takes the folder of a run that is there, to resume it.</summary>
    /// <param name="path">Of a folder with a <c>run.json</c>.</param>
    /// <exception cref="IOException">One sentence that names the folder: it holds no run, cannot be written to, or another process (or this one) holds it.</exception>
    /// <exception cref="FileFormatException">Its <c>run.json</c> is damaged.</exception>
    public static RunFolder Open(string path)
    {
        var record = ReadRecord(path);
        return new RunFolder(path, record, Lock(path, create: false));
    }

    /// <summary>Reads what made a run without taking its folder, so also while it is running.</summary>
    /// <param name="path">Of a folder with a <c>run.json</c>.</param>
    /// <exception cref="IOException">It holds no run; one sentence that names the folder.</exception>
    /// <exception cref="FileFormatException">Its <c>run.json</c> is damaged.</exception>
    public static RunRecord ReadRecord(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = Path.Combine(path, RecordName);
        return File.Exists(file)
            ? RunRecordJson.Read(file)
            : throw new IOException($"{path}: {(Directory.Exists(path) ? $"holds no run (no {RecordName})" : "there is no such folder")}.");
    }

    /// <summary>Where a run's checkpoint is, without taking its folder.</summary>
    /// <param name="path">Of the run's folder.</param>
    public static string CheckpointPathIn(string path) => Path.Combine(path, "checkpoint.safetensors");

    /// <summary>Lets go of the folder.</summary>
    public void Dispose() => heldLock.Dispose();

    private static void RefuseOtherFiles(string path)
    {
        // A run that was killed before its record was written leaves these two, and nothing worth keeping.
        bool Ours(string name) => name is LockName or RecordName or RecordName + ".tmp";
        if (File.Exists(Path.Combine(path, RecordName))) return;
        var other = FilesOf(path).Select(Path.GetFileName).Where(name => !Ours(name!)).Min(StringComparer.Ordinal);
        if (other is not null) throw new IOException($"{path}: holds other files ('{other}' is one) and no run; choose a new or an empty folder.");
    }

    private static string[] FilesOf(string path)
    {
        try
        {
            return Directory.GetFileSystemEntries(path);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new IOException($"{path}: cannot be read ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    private static FileStream Lock(string path, bool create)
    {
        try
        {
            if (create) Directory.CreateDirectory(path);
            return new FileStream(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (IsSharingViolation(failure))
        {
            throw new IOException($"{path}: another run is using this folder; wait for it to end or choose another.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: cannot be written to ({failure.Message.TrimEnd('.')}).", failure);
        }
    }

    // The framework has no type of its own for it: EWOULDBLOCK on Linux and on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);
}
