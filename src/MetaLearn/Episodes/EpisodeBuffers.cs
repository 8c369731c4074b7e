namespace MetaLearn.Episodes;

/// <summary>What every source does with buffers: make them, check them, copy into them.</summary>
internal static class EpisodeBuffers
{
    /// <summary>The episode whose numbers the source's own <see cref="IEpisodeSource.Fill"/> writes.</summary>
    public static Episode Sample(IEpisodeSource source, ulong seed, long index)
    {
        var sizes = source.Shape.Sizes;
        var (supportX, supportY) = (new float[sizes.SupportX], new float[sizes.SupportY]);
        var (queryX, queryY) = (new float[sizes.QueryX], new float[sizes.QueryY]);
        source.Fill(seed, index, supportX, supportY, queryX, queryY);
        return new(new(supportX, supportY), new(queryX, queryY));
    }

    public static void Copy(ReadOnlyMemory<float> from, Span<float> to, string name)
    {
        CheckLength(to.Length, from.Length, name);
        from.Span.CopyTo(to);
    }

    public static void Check(EpisodeShape shape, long index, int supportX, int supportY, int queryX, int queryY)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var sizes = shape.Sizes;
        CheckLength(supportX, sizes.SupportX, nameof(supportX));
        CheckLength(supportY, sizes.SupportY, nameof(supportY));
        CheckLength(queryX, sizes.QueryX, nameof(queryX));
        CheckLength(queryY, sizes.QueryY, nameof(queryY));
    }

    private static void CheckLength(int actual, int expected, string name)
    {
        if (actual != expected)
            throw new ArgumentException($"The buffer holds {actual} numbers; the episode's shape needs {expected}.", name);
    }
}
