namespace MetaLearn.Episodes;

/// <summary>
/// The numbers of a meta-batch, packed episode after episode as a program takes them. Made once and filled again and again; filling allocates only what the
/// source itself does.
/// </summary>
public sealed class EpisodeBatch
{
    private readonly Memory<float> supportX;
    private readonly Memory<float> supportY;
    private readonly Memory<float> queryX;
    private readonly Memory<float> queryY;

    /// <summary>Makes room for a number of episodes of one shape; all zero at first.</summary>
    /// <param name="shape">Of every episode.</param>
    /// <param name="count">Episodes B in the batch, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public EpisodeBatch(EpisodeShape shape, int count)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (Shape, Count) = (shape, count);
        var sizes = shape.Sizes;
        (supportX, supportY) = (new float[checked(count * sizes.SupportX)], new float[checked(count * sizes.SupportY)]);
        (queryX, queryY) = (new float[checked(count * sizes.QueryX)], new float[checked(count * sizes.QueryY)]);
    }

    private EpisodeBatch(EpisodeShape shape, EpisodeBatch room)
    {
        (Shape, Count) = (shape, room.Count);
        var sizes = shape.Sizes;
        (supportX, supportY) = (room.supportX[..(Count * sizes.SupportX)], room.supportY[..(Count * sizes.SupportY)]);
        (queryX, queryY) = (room.queryX[..(Count * sizes.QueryX)], room.queryY[..(Count * sizes.QueryY)]);
    }

    /// <summary>A batch of smaller episodes in the memory of this one: filling either overwrites the other.</summary>
    /// <param name="smaller">No set has more rows than here.</param>
    internal EpisodeBatch Within(EpisodeShape smaller) => new(smaller, this);

    /// <summary>Bytes of the numbers of a batch.</summary>
    internal static long BytesOf(EpisodeShape shape, int count)
    {
        var sizes = shape.Sizes;
        return sizeof(float) * (long)count * (sizes.SupportX + sizes.SupportY + sizes.QueryX + sizes.QueryY);
    }

    /// <summary>The shape of every episode.</summary>
    public EpisodeShape Shape { get; }

    /// <summary>Episodes B in the batch.</summary>
    public int Count { get; }

    /// <summary>Index of the first episode; the others follow it. −1 until filled.</summary>
    public long FirstIndex { get; internal set; } = -1;

    /// <summary><c>[B, SupportRows, ..XRow]</c>.</summary>
    public ReadOnlyMemory<float> SupportX => supportX;

    /// <summary><c>[B, SupportRows, ..YRow]</c>.</summary>
    public ReadOnlyMemory<float> SupportY => supportY;

    /// <summary><c>[B, QueryRows, ..XRow]</c>.</summary>
    public ReadOnlyMemory<float> QueryX => queryX;

    /// <summary><c>[B, QueryRows, ..YRow]</c>.</summary>
    public ReadOnlyMemory<float> QueryY => queryY;

    /// <summary>Replaces the contents by episodes <c>firstIndex … firstIndex + B − 1</c>.</summary>
    /// <param name="source">Has this batch's <see cref="Shape"/>.</param>
    /// <param name="seed">As for <see cref="IEpisodeSource.Sample"/>.</param>
    /// <param name="firstIndex">At least 0.</param>
    /// <exception cref="ArgumentException">The source's episodes have another shape.</exception>
    public void Fill(IEpisodeSource source, ulong seed, long firstIndex)
    {
        Pack(source, Shape, seed, firstIndex, Count, supportX.Span, supportY.Span, queryX.Span, queryY.Span);
        FirstIndex = firstIndex;
    }

    /// <summary>Fills one of several parts, for several threads: after a call for each part, all that is missing is <see cref="FirstIndex"/>.</summary>
    internal void FillPart(IEpisodeSource source, ulong seed, long firstIndex, int part, int parts)
    {
        var (start, end) = (Count * part / parts, Count * (part + 1) / parts);
        if (start == end) return;
        var size = Shape.Sizes;
        Span<float> Of(Memory<float> values, int each) => values.Span.Slice(start * each, (end - start) * each);
        Pack(source, Shape, seed, firstIndex + start, end - start,
            Of(supportX, size.SupportX), Of(supportY, size.SupportY), Of(queryX, size.QueryX), Of(queryY, size.QueryY));
    }

    /// <summary>Packs episodes <c>firstIndex … firstIndex + count − 1</c> into the caller's own buffers.</summary>
    /// <param name="source">Gives the episodes.</param>
    /// <param name="seed">As for <see cref="IEpisodeSource.Sample"/>.</param>
    /// <param name="firstIndex">At least 0.</param>
    /// <param name="count">Episodes B, at least 1.</param>
    /// <param name="supportX"><c>[B, SupportRows, ..XRow]</c>.</param>
    /// <param name="supportY"><c>[B, SupportRows, ..YRow]</c>.</param>
    /// <param name="queryX"><c>[B, QueryRows, ..XRow]</c>.</param>
    /// <param name="queryY"><c>[B, QueryRows, ..YRow]</c>.</param>
    /// <exception cref="ArgumentException">A buffer has another length than its shape.</exception>
    public static void Pack(IEpisodeSource source, ulong seed, long firstIndex, int count,
        Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        ArgumentNullException.ThrowIfNull(source);
        Pack(source, source.Shape, seed, firstIndex, count, supportX, supportY, queryX, queryY);
    }

    private static void Pack(IEpisodeSource source, EpisodeShape shape, ulong seed, long firstIndex, int count,
        Span<float> supportX, Span<float> supportY, Span<float> queryX, Span<float> queryY)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var size = shape.Sizes;
        CheckLength(supportX.Length, count, size.SupportX, nameof(supportX));
        CheckLength(supportY.Length, count, size.SupportY, nameof(supportY));
        CheckLength(queryX.Length, count, size.QueryX, nameof(queryX));
        CheckLength(queryY.Length, count, size.QueryY, nameof(queryY));
        for (var i = 0; i < count; i++)
        {
            source.Fill(seed, firstIndex + i,
                supportX.Slice(i * size.SupportX, size.SupportX), supportY.Slice(i * size.SupportY, size.SupportY),
                queryX.Slice(i * size.QueryX, size.QueryX), queryY.Slice(i * size.QueryY, size.QueryY));
        }
    }

    private static void CheckLength(int actual, int count, int each, string name)
    {
        if (actual != (long)count * each)
            throw new ArgumentException($"The buffer holds {actual} numbers; {count} episodes of {each} each need {(long)count * each}.", name);
    }
}
