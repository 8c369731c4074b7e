using System.Buffers;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>Draws which pictures an episode shows. Allocates nothing once each thread has drawn. Thread-safe.</summary>
internal sealed class ImageDraw(ImageSet images, int[] classes, ImageEpisodeOptions options)
{
    private const int Quarters = 4;

    // Streams are objects, and an episode needs two: each thread keeps its own, and starts them anew for every episode.
    [ThreadStatic] private static RandomStream? ofSupport;
    [ThreadStatic] private static RandomStream? ofQuery;

    /// <summary>Classes to choose from, turned ones counted.</summary>
    public int Kinds => classes.Length * TurnsEach;

    private int TurnsEach => options.Rotations == ImageRotations.Classes ? Quarters : 1;

    /// <summary>
    /// Classes without replacement, the label being the order in which they were drawn; then of each class its turn, support and query pictures without
    /// replacement; then the rows of both sets in random order. The support set does not depend on the number of queries where classes have one number of shots.
    /// </summary>
    public void Next(ulong seed, long index, Span<ImagePick> support, Span<ImagePick> query)
    {
        var random = Start(ofSupport ??= new(0), seed, index, 1);
        var later = Start(ofQuery ??= new(0), seed, index, 2);
        var rented = ArrayPool<int>.Shared.Rent(3 * options.Ways);
        var kinds = rented.AsSpan(0, options.Ways);
        var shots = rented.AsSpan(options.Ways, options.Ways);
        for (var way = 0; way < options.Ways; way++) kinds[way] = Another(kinds[..way], random);
        Part(kinds, shots, rented.AsSpan(2 * options.Ways, options.Ways), random, support.Length);
        var (supported, queried) = (0, 0);
        for (var way = 0; way < options.Ways; way++)
        {
            var ofClass = ClassOf(kinds[way]);
            var turns = options.Rotations == ImageRotations.Augment ? random.Below(Quarters) : kinds[way] % TurnsEach;
            using var pictures = new RowDraw(0, images.Classes[ofClass].Count);
            foreach (var picture in pictures.Next(random, 0, shots[way])) support[supported++] = new(ofClass, picture, turns, way);
            foreach (var picture in pictures.Next(later, shots[way], options.Queries)) query[queried++] = new(ofClass, picture, turns, way);
        }
        ArrayPool<int>.Shared.Return(rented);
        random.Shuffle(support);
        later.Shuffle(query);
    }

    private static RandomStream Start(RandomStream stream, ulong seed, long index, ulong part)
    {
        stream.Restart(seed);
        stream.Descend((ulong)index);
        stream.Descend(part);
        return stream;
    }

    private int ClassOf(int kind) => classes[kind / TurnsEach];

    private int Another(ReadOnlySpan<int> taken, RandomStream random)
    {
        int kind;
        do kind = random.Below(Kinds); while (taken.Contains(kind));
        return kind;
    }

    // Polya's urn: one row each, and every further row joins the class of a row that is already there. That makes all partitions equally likely. One that asks a class for
    // more than it has is drawn anew among those that ask for no more: of the rest all stay equally likely, and draws that meet no limit are as without any.
    private void Part(ReadOnlySpan<int> kinds, Span<int> shots, Span<int> limits, RandomStream random, int rows)
    {
        shots.Fill(options.ImbalancedShots ? 1 : options.Shots);
        if (!options.ImbalancedShots) return;
        var isWithin = true;
        for (var way = 0; way < kinds.Length; way++) limits[way] = images.Classes[ClassOf(kinds[way])].Count - options.Queries;
        for (var placed = kinds.Length; placed < rows; placed++)
        {
            var way = WayOf(random.Below(placed), shots);
            isWithin &= ++shots[way] <= limits[way];
        }
        if (!isWithin) LimitedPartition.Draw(limits, shots, rows, random);
    }

    private static int WayOf(int row, ReadOnlySpan<int> shots)
    {
        var way = 0;
        for (; row >= shots[way]; way++) row -= shots[way];
        return way;
    }
}
