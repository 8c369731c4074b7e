using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MetaLearn.Episodes;

namespace MetaLearn.Proofs;

/// <summary>The episodes of one split as an audit keeps them: names, origins, labels, and 128 bits of SHA-256 for each row and episode.</summary>
internal sealed class AuditedEpisodes
{
    private AuditedEpisodes(AuditSplit split, int count)
    {
        (Split, Count) = (split, count);
        (Names, Origins, Contents, Support, Query) = (new string[count], new EpisodeOrigin?[count], new UInt128[count], new UInt128[count][], new UInt128[count][]);
    }

    public AuditSplit Split { get; }

    public int Count { get; }

    /// <summary>Names of the episodes; empty for what has none.</summary>
    public string[] Names { get; }

    public EpisodeOrigin?[] Origins { get; }

    public UInt128[] Contents { get; }

    /// <summary>Contents of each support row.</summary>
    public UInt128[][] Support { get; }

    /// <summary>Contents of each query row.</summary>
    public UInt128[][] Query { get; }

    /// <summary>Class of each row, support rows first; null where targets are no classes.</summary>
    public int[][]? Labels { get; private set; }

    public bool HasNames => Names.Any(name => name.Length > 0) || Origins.Any(origin => origin is not null);

    public static AuditedEpisodes Draw(AuditSplit split, int episodes)
    {
        // Episodes that are all there repeat when they are used up, as they should.
        var result = new AuditedEpisodes(split, split.Source is MemoryEpisodes memory ? Math.Min(episodes, memory.Count) : episodes);
        var labels = new int[]?[result.Count];
        for (var i = 0; i < result.Count; i++)
        {
            var source = split.SourceAt(i);
            var (shape, episode) = (source.Shape, source.Sample(split.Seed, i));
            result.Names[i] = episode.Name;
            result.Origins[i] = (source as IEpisodeOrigins)?.OriginOf(split.Seed, i);
            result.Contents[i] = Hash(episode.Support.X, episode.Support.Y, episode.Query.X, episode.Query.Y);
            result.Support[i] = Rows(episode.Support, shape.SupportRows);
            result.Query[i] = Rows(episode.Query, shape.QueryRows);
            labels[i] = LabelsOf(shape, episode);
        }
        if (Array.TrueForAll(labels, one => one is not null)) result.Labels = [.. labels.OfType<int[]>()];
        return result;
    }

    /// <summary>An episode for messages: its place and its name.</summary>
    public string Called(int index) => $"{Split.Name} episode {index}{(Names[index].Length > 0 ? $" ('{Names[index]}')" : "")}";

    /// <summary>The groups an episode is made of.</summary>
    public IEnumerable<string> GroupsOf(int index) => Origins[index] is { } origin
        ? origin.Support.Concat(origin.Query).Select(row => row.Group).Distinct()
        : Names[index].Length > 0 ? [Names[index]] : [];

    public static UInt128 Hash(params ReadOnlySpan<ReadOnlyMemory<float>> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts) hash.AppendData(MemoryMarshal.AsBytes(part.Span));
        return Shortened(hash.GetHashAndReset());
    }

    private static UInt128 Shortened(byte[] hash) => System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);

    private static UInt128[] Rows(Examples examples, int rows)
    {
        var (x, y) = (examples.X.Length / rows, examples.Y.Length / rows);
        return [.. Enumerable.Range(0, rows).Select(row => Hash(examples.X.Slice(row * x, x), examples.Y.Slice(row * y, y)))];
    }

    private static int[]? LabelsOf(EpisodeShape shape, Episode episode)
    {
        var width = shape.YRow.Count;
        if (shape.YRow.Rank > 0 && width < 2) return null;
        var labels = new int[shape.SupportRows + shape.QueryRows];
        for (var row = 0; row < labels.Length; row++)
        {
            var y = row < shape.SupportRows ? episode.Support.Y.Span.Slice(row * width, width) : episode.Query.Y.Span.Slice((row - shape.SupportRows) * width, width);
            if (shape.YRow.Rank == 0) labels[row] = (int)y[0];
            else if (y.Count(1f) == 1 && y.Count(0f) == width - 1) labels[row] = y.IndexOf(1f);
            else return null;
        }
        return labels;
    }
}
