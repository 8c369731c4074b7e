using System.Diagnostics;
using System.Text;
using MetaLearn.Files;

namespace MetaLearn.Tests.Files;

public sealed class RunFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_record_comes_back()
    {
        var path = folder.File("deep/run");
        var record = Record() with { Seed = ulong.MaxValue, DataFingerprint = new string('a', 64) };
        using (var run = RunFolder.Create(path, record)) Assert.Equal(Path.Combine(path, "checkpoint.safetensors"), run.CheckpointPath);
        using var opened = RunFolder.Open(path);
        Assert.Equal(record.Options.ToArray(), opened.Record.Options.ToArray());
        Assert.Equal(record with { Options = opened.Record.Options }, opened.Record);
        Assert.Equal(opened.Record with { Options = record.Options }, RunFolder.ReadRecord(path) with { Options = record.Options });
        Assert.Equal(["ways", "α"], opened.Record.Options.Keys);
    }

    [Fact]
    public void A_record_says_what_runs_it()
    {
        var record = Record();
        Assert.Equal(typeof(RunRecord).Assembly.GetName().Version!.ToString(3), record.Version);
        Assert.StartsWith(".NET 10.", record.Runtime, StringComparison.Ordinal);
        Assert.EndsWith(" bit vectors", record.Runtime, StringComparison.Ordinal);
        Assert.Equal(1_700_000_000, record.Created.ToUnixTimeSeconds());
        Assert.Null(record.DataFingerprint);
    }

    [Fact]
    public void A_fingerprint_is_the_SHA_256_of_the_file()
        => Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", RunRecord.FingerprintOf(folder.FileOf("abc", "abc"u8))); // FIPS 180-2, B.1

    [Fact]
    public void A_second_run_on_the_same_folder_at_once_is_refused()
    {
        var path = folder.File("run");
        using (RunFolder.Create(path, Record()))
        {
            Refused($"{path}: another run is using this folder; wait for it to end or choose another.", () => RunFolder.Open(path));
            Refused($"{path}: another run is using this folder; wait for it to end or choose another.", () => RunFolder.Create(path, Record()));
            Assert.Equal("train sinusoid", RunFolder.ReadRecord(path).Command);
        }
        RunFolder.Open(path).Dispose();
    }

    [SkippableFact]
    public void A_lock_that_another_process_holds_is_respected_and_ends_with_it()
    {
        Skip.IfNot(File.Exists("/usr/bin/flock"), "Needs the flock command, to hold the lock from outside.");
        var path = folder.File("run");
        RunFolder.Create(path, Record()).Dispose();
        using var holder = Process.Start(new ProcessStartInfo("/usr/bin/flock", [Path.Combine(path, ".lock"), "sh", "-c", "echo held; exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());
        Refused($"{path}: another run is using this folder; wait for it to end or choose another.", () => RunFolder.Open(path));
        holder.StandardInput.Close();
        holder.WaitForExit();
        RunFolder.Open(path).Dispose();
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_not_started_again()
    {
        var path = folder.File("run");
        RunFolder.Create(path, Record()).Dispose();
        Refused($"{path}: already holds a run; resume that one or choose another folder.", () => RunFolder.Create(path, Record()));
    }

    [Fact]
    public void A_folder_of_other_files_is_refused_and_left_alone()
    {
        folder.FileOf("thesis.tex", "x"u8);
        Refused($"{folder.Path}: holds other files ('thesis.tex' is one) and no run; choose a new or an empty folder.", () => RunFolder.Create(folder.Path, Record()));
        Assert.Equal([folder.File("thesis.tex")], Directory.GetFileSystemEntries(folder.Path));
        Refused($"{folder.Path}: holds no run (no run.json).", () => RunFolder.Open(folder.Path));
        Refused($"{folder.File("none")}: there is no such folder.", () => RunFolder.Open(folder.File("none")));
    }

    [Fact]
    public void A_run_that_was_killed_before_its_record_was_written_may_start_again()
    {
        folder.FileOf(".lock", []);
        folder.FileOf("run.json.tmp", "{"u8);
        using var run = RunFolder.Create(folder.Path, Record());
        Assert.Equal("train sinusoid", RunFolder.ReadRecord(folder.Path).Command);
    }

    [Fact]
    public void A_path_that_cannot_be_a_folder_is_told_in_one_sentence()
    {
        var file = folder.FileOf("file", "x"u8);
        Refused($"{file}: is a file, expected a folder for the run.", () => RunFolder.Create(file, Record()));
        var below = Path.Combine(file, "run");
        Assert.StartsWith($"{below}: cannot be written to (", Assert.ThrowsAny<IOException>(() => RunFolder.Create(below, Record())).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_folder_that_is_not_writable_is_told_in_one_sentence()
    {
        Skip.IfNot(Directory.Exists("/proc"), "Linux has a folder in which nobody may make files; this system has none.");
        Assert.StartsWith("/proc/run: cannot be written to (", Assert.Throws<IOException>(() => RunFolder.Create("/proc/run", Record())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is not the JSON of a run.")]
    [InlineData("[]", "is a JSON Array, expected the Object of a run.")]
    [InlineData("{}", "has no \"options\" of JSON kind Object.")]
    [InlineData("{\"options\":{\"shots\":5}}", "has no \"shots\" of JSON kind String.")]
    [InlineData("{\"options\":{},\"command\":\"c\",\"seed\":-1}", "has a \"seed\" that is not a whole number from 0 to 2⁶⁴ − 1.")]
    [InlineData("{\"options\":{},\"command\":\"c\",\"seed\":1,\"dataFingerprint\":null,\"version\":\"\",\"runtime\":\"\",\"created\":\"noon\"}", "has a \"created\" that is not a time.")]
    public void A_damaged_record_is_told_in_one_sentence(string json, string problem)
    {
        var file = folder.FileOf("run.json", Encoding.UTF8.GetBytes(json));
        Assert.Equal($"{file}: {problem}", Assert.Throws<FileFormatException>(() => RunFolder.Open(folder.Path)).Message);
    }

    private static void Refused(string message, Action act) => Assert.Equal(message, Assert.Throws<IOException>(act).Message);

    private static RunRecord Record() => RunRecord.Of("train sinusoid", new Dictionary<string, string> { ["α"] = "0.01", ["ways"] = "5" }, 1, null, new FixedTime(1_700_000_000));
}
