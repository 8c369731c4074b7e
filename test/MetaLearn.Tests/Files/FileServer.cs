using System.Net;
using System.Net.Sockets;

namespace MetaLearn.Tests.Files;

/// <summary>Offers one file on this machine by HTTP, with or without ranges, and breaks off when told.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly byte[] content;

    public FileServer(byte[] content)
    {
        this.content = content;
        Address = new($"http://127.0.0.1:{FreePort()}/a.zip");
        listener.Prefixes.Add($"http://127.0.0.1:{Address.Port}/");
        listener.Start();
        _ = Serve();
    }

    public Uri Address { get; }

    public bool HasRanges { get; init; } = true;

    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Bytes of an answer after which the connection is cut.</summary>
    public int BreakAfter { get; set; } = int.MaxValue;

    /// <summary>The first byte that each request asked for.</summary>
    public List<long> Starts { get; } = [];

    public void Dispose() => listener.Close();

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task Serve()
    {
        try
        {
            while (true) Answer(await listener.GetContextAsync());
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private void Answer(HttpListenerContext context)
    {
        var start = context.Request.Headers["Range"] is { } range ? int.Parse(range["bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture) : 0;
        lock (Starts) Starts.Add(start);
        if (!HasRanges) start = 0;
        using var response = context.Response;
        response.StatusCode = (int)(Status != HttpStatusCode.OK ? Status : start == 0 ? HttpStatusCode.OK : start < content.Length ? HttpStatusCode.PartialContent : HttpStatusCode.RequestedRangeNotSatisfiable);
        if (response.StatusCode >= 300) return;
        if (start > 0) response.Headers["Content-Range"] = $"bytes {start}-{content.Length - 1}/{content.Length}";
        response.ContentLength64 = content.Length - start;
        var count = Math.Min(BreakAfter, content.Length - start);
        try
        {
            response.OutputStream.Write(content, start, count);
            if (count < content.Length - start) response.Abort();
        }
        catch (Exception gone) when (gone is HttpListenerException or IOException)
        {
            // The client stopped, which is what some tests do.
        }
    }
}
