using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using MetaLearn.Episodes;

namespace MetaLearn.Files;

/// <summary>Fetches a file by HTTP: goes on where an earlier attempt stopped, checks its sum, and gives the file its name only when it is whole.</summary>
public static class Download
{
    private const int BufferBytes = 1 << 16;

    // A server that sends nothing for this long is taken for gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Fetches into <c>path + ".part"</c>, which stays when the download is stopped or breaks off, and renames it over <paramref name="path"/> when the sum is right.</summary>
    /// <param name="client">Follows its own settings for proxies and redirects.</param>
    /// <param name="address">Of the file.</param>
    /// <param name="path">Where to put it; its folder is made.</param>
    /// <param name="md5">The sum that its publisher states, in lower-case hexadecimal digits.</param>
    /// <param name="progress">Told the bytes that are there and, where the server says, the bytes in all.</param>
    /// <param name="cancellation">Stops; the part stays.</param>
    /// <exception cref="DataException">The file's sum is another; the part is deleted.</exception>
    /// <exception cref="IOException">The server cannot be reached, refuses or breaks off, or the file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static async Task FetchAsync(HttpClient client, Uri address, string path, string md5, Action<long, long?>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(md5);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!); // Not null: a file's full path has a folder.
        var part = path + ".part";
        await Append(client, address, part, progress, cancellation).ConfigureAwait(false);
        var found = await Sum(part, cancellation).ConfigureAwait(false);
        if (found != md5)
        {
            File.Delete(part);
            throw new DataException(address.ToString(), null, $"The MD5 sum of what was received is {found}; expected {md5}. Nothing was kept.");
        }
        File.Move(part, path, overwrite: true);
    }

    private static async Task Append(HttpClient client, Uri address, string part, Action<long, long?>? progress, CancellationToken cancellation)
    {
        var have = File.Exists(part) ? new FileInfo(part).Length : 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            stop.CancelAfter(Patience);
            using var response = await Ask(client, address, have, stop.Token).ConfigureAwait(false);
            // The part may be whole already, or longer than the file is now: its sum decides.
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return;
            if (!response.IsSuccessStatusCode) throw new IOException($"{address}: the server answers {(int)response.StatusCode} ({response.ReasonPhrase}); expected the file.");
            var goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
            if (!goesOn) have = 0;
            var all = have + response.Content.Headers.ContentLength;
            using var file = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read);
            using var body = await response.Content.ReadAsStreamAsync(stop.Token).ConfigureAwait(false);
            var buffer = new byte[BufferBytes];
            while (true)
            {
                stop.CancelAfter(Patience);
                var count = await body.ReadAsync(buffer, stop.Token).ConfigureAwait(false);
                if (count == 0) break;
                await file.WriteAsync(buffer.AsMemory(0, count), cancellation).ConfigureAwait(false);
                progress?.Invoke(have += count, all);
            }
        }
        catch (HttpRequestException unreachable)
        {
            throw new IOException($"{address}: the server cannot be reached ({unreachable.Message.TrimEnd('.')}).", unreachable);
        }
        catch (HttpIOException broken)
        {
            throw new IOException($"{address}: the connection broke off; what came is kept in {part}, and the same command goes on from there ({broken.Message.TrimEnd('.')}).", broken);
        }
        catch (OperationCanceledException slow) when (!cancellation.IsCancellationRequested)
        {
            throw new IOException($"{address}: the server sent nothing for {Patience.TotalSeconds} seconds; what came is kept in {part}, and the same command goes on from there.", slow);
        }
    }

    private static Task<HttpResponseMessage> Ask(HttpClient client, Uri address, long have, CancellationToken cancellation)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0) request.Headers.Range = new RangeHeaderValue(have, null);
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
    }

    private static async Task<string> Sum(string file, CancellationToken cancellation)
    {
        using var stream = File.OpenRead(file);
#pragma warning disable CA5351 // MD5 is the sum that the publishers of these data sets state; it guards against damage, not against forgery.
        return Convert.ToHexStringLower(await MD5.HashDataAsync(stream, cancellation).ConfigureAwait(false));
#pragma warning restore CA5351
    }
}
