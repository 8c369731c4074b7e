using System.Text.Encodings.Web;
using System.Text.Json;

namespace MetaLearn.Cli;

/// <summary>What a verb may touch of the world: results go to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed record CliContext(TextWriter Out, TextWriter Error, TimeProvider Time, bool IsTerminal)
{
    /// <summary>The command line as typed, for the records of runs.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Set by Ctrl-C: long work ends at the next safe point and is saved.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Opens standard input, for verbs that are given <c>-</c> for a file.</summary>
    public Func<Stream> OpenInput { get; init; } = Console.OpenStandardInput;

    /// <summary>What a file argument means: its name for messages, and what to read instead of a file where it is <c>-</c>.</summary>
    public (string Name, Stream? Content) Input(string argument) => argument == "-" ? ("standard input", OpenInput()) : (argument, null);

    /// <summary>Writes one JSON object as one line of results.</summary>
    public void Json(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        Out.WriteLine(System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }
}
