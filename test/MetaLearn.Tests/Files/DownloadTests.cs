using System.Net;
using System.Security.Cryptography;
using MetaLearn.Episodes;
using MetaLearn.Files;

namespace MetaLearn.Tests.Files;

public sealed class DownloadTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 7 + i / 256))];
#pragma warning disable CA5351 // The publishers' sums are MD5.
    private static readonly string Md5 = Convert.ToHexStringLower(MD5.HashData(Content));
#pragma warning restore CA5351

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new();

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    private string Target => folder.File("set/a.zip");

    private void Part(byte[] content)
    {
        Directory.CreateDirectory(folder.File("set"));
        File.WriteAllBytes(Target + ".part", content);
    }

    private Task Fetch(FileServer server, string? md5 = null, Action<long, long?>? progress = null, CancellationToken cancellation = default)
        => Download.FetchAsync(client, server.Address, Target, md5 ?? Md5, progress, cancellation);

    [Fact]
    public async Task A_whole_file_gets_its_name_and_no_part_stays()
    {
        using var server = new FileServer(Content);
        var seen = (Have: 0L, All: (long?)0);
        await Fetch(server, progress: (have, all) => seen = (have, all));
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
        Assert.False(File.Exists(Target + ".part"));
        Assert.Equal((Content.Length, Content.Length), seen);
    }

    [Fact]
    public async Task After_a_break_it_goes_on_where_it_stopped()
    {
        using var server = new FileServer(Content) { BreakAfter = 100_000 };
        Assert.Contains("broke off", (await Assert.ThrowsAsync<IOException>(() => Fetch(server))).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        var kept = new FileInfo(Target + ".part").Length;
        Assert.InRange(kept, 1, 100_000);
        server.BreakAfter = int.MaxValue;
        await Fetch(server);
        Assert.Equal(kept, server.Starts[^1]);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_server_without_ranges_starts_again()
    {
        using var server = new FileServer(Content) { HasRanges = false };
        Part([1, 2, 3]);
        await Fetch(server);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_part_that_is_whole_already_is_only_named()
    {
        using var server = new FileServer(Content);
        Part(Content);
        await Fetch(server);
        Assert.Equal(Content, await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task A_wrong_sum_keeps_nothing()
    {
        using var server = new FileServer(Content);
        var wrong = await Assert.ThrowsAsync<DataException>(() => Fetch(server, new('0', 32)));
        Assert.Equal($"{server.Address}: The MD5 sum of what was received is {Md5}; expected {new string('0', 32)}. Nothing was kept.", wrong.Message);
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(Target)!));
    }

    [Fact]
    public async Task A_file_that_was_there_stays_when_the_new_one_is_wrong()
    {
        using var server = new FileServer(Content);
        Part([]);
        await File.WriteAllBytesAsync(Target, [1]);
        await Assert.ThrowsAsync<DataException>(() => Fetch(server, "0"));
        Assert.Equal([1], await File.ReadAllBytesAsync(Target));
    }

    [Fact]
    public async Task Stopping_keeps_the_part()
    {
        using var server = new FileServer(Content);
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Fetch(server, progress: (_, _) => stop.Cancel(), cancellation: stop.Token));
        Assert.True(File.Exists(Target + ".part"));
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_refusal_is_said_with_its_number()
    {
        using var server = new FileServer(Content) { Status = HttpStatusCode.NotFound };
        Assert.StartsWith($"{server.Address}: the server answers 404 (", (await Assert.ThrowsAsync<IOException>(() => Fetch(server))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_server_is_one_sentence()
    {
        Uri address;
        using (var server = new FileServer(Content)) address = server.Address;
        var offline = await Assert.ThrowsAsync<IOException>(() => Download.FetchAsync(client, address, Target, Md5));
        Assert.StartsWith($"{address}: the server cannot be reached (", offline.Message, StringComparison.Ordinal);
    }
}
