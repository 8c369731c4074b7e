using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace MetaLearn.Files;

/// <summary>What made a run, kept in its <c>run.json</c>: enough to make it again.</summary>
public sealed record RunRecord
{
    /// <summary>The command as typed, such as <c>train sinusoid --shots 5</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Every option by name, also those left at their defaults, in ordinal order; values in the invariant culture.</summary>
    public ImmutableSortedDictionary<string, string> Options
    {
        get;
        init => field = value.WithComparers(StringComparer.Ordinal);
    } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>All randomness of the run follows from it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>SHA-256 of the data as <see cref="FingerprintOf(string)"/> gives it; null when episodes are made, not read.</summary>
    public string? DataFingerprint { get; init; }

    /// <summary>MetaLearn's version, such as <c>0.1.0</c>.</summary>
    public required string Version { get; init; }

    /// <summary>Framework, processor architecture and vector width: what the last bits of the results may depend on.</summary>
    public required string Runtime { get; init; }

    /// <summary>When the run was first started, to the second.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>A record of a run that starts now, in this process.</summary>
    /// <param name="command">As typed.</param>
    /// <param name="options">Every option.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="dataFingerprint">From <see cref="FingerprintOf(string)"/>, or null.</param>
    /// <param name="time">Gives the time of creation.</param>
    public static RunRecord Of(string command, IEnumerable<KeyValuePair<string, string>> options, ulong seed, string? dataFingerprint, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        return new RunRecord
        {
            Command = command,
            Options = options.ToImmutableSortedDictionary(StringComparer.Ordinal),
            Seed = seed,
            DataFingerprint = dataFingerprint,
            Version = typeof(RunRecord).Assembly.GetName().Version?.ToString(3) ?? "unknown",
            Runtime = $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.ProcessArchitecture}, {VectorBits} bit vectors",
            Created = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds()),
        };
    }

    /// <summary>SHA-256 of a file's bytes, 64 lower-case hexadecimal digits.</summary>
    /// <param name="path">Of a file that exists.</param>
    public static string FingerprintOf(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }

    /// <summary>SHA-256 of both files' digests, one after the other as text: 64 lower-case hexadecimal digits.</summary>
    /// <param name="path">Of a file that exists.</param>
    /// <param name="second">Of another one.</param>
    public static string FingerprintOf(string path, string second)
        => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(FingerprintOf(path) + FingerprintOf(second))));

    private static int VectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;
}
