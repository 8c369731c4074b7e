using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Another source's episodes with <see cref="Episode.TaskParameters"/> appended to every x row: what the oracle baseline of Finn et al. (2017),
/// section 5.1, sees. A row <c>[n]</c> becomes <c>[n + parameters]</c>.
/// </summary>
public sealed class WithTaskParameters : IEpisodeSource
{
    private readonly IEpisodeSource source;
    private readonly int width;
    private readonly int parameters;

    /// <summary>Wraps a source; samples one of its episodes to see how many parameters they have.</summary>
    /// <param name="source">Has x rows of rank 0 or 1 and episodes with task parameters.</param>
    /// <exception cref="ArgumentException">The source's x rows have more axes, or its episodes no task parameters.</exception>
    public WithTaskParameters(IEpisodeSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var shape = source.Shape;
        if (shape.XRow.Rank > 1) throw new ArgumentException($"Task parameters can be appended to x rows of shape [n], not {shape.XRow}.", nameof(source));
        this.source = source;
        width = shape.XRow.Count;
        parameters = source.Sample(0, 0).TaskParameters.Length;
        if (parameters == 0) throw new ArgumentException("The source's episodes have no task parameters to append.", nameof(source));
        Shape = shape with { XRow = new Shape(width + parameters) };
    }

    /// <inheritdoc/>
    public EpisodeShape Shape { get; }

    /// <inheritdoc/>
    public Episode Sample(ulong seed, long index)
    {
        var episode = source.Sample(seed, index);
        var hidden = episode.TaskParameters;
        if (hidden.Length != parameters)
            throw new InvalidOperationException($"Episode {index} of seed {seed} has {hidden.Length} task parameters; the others have {parameters}.");
        return episode with
        {
            Support = episode.Support with { X = Append(episode.Support.X.Span, hidden.Span) },
            Query = episode.Query with { X = Append(episode.Query.X.Span, hidden.Span) },
        };
    }

    private float[] Append(ReadOnlySpan<float> x, ReadOnlySpan<float> hidden)
    {
        var rows = x.Length / width;
        var result = new float[rows * (width + parameters)];
        for (var row = 0; row < rows; row++)
        {
            var to = result.AsSpan(row * (width + parameters), width + parameters);
            x.Slice(row * width, width).CopyTo(to);
            hidden.CopyTo(to[width..]);
        }
        return result;
    }
}
