using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Turns an episode index into the position of one of <c>count</c> members: index modulo count, in an order shuffled anew for each pass.
/// Thread-safe: the order of the pass last asked for is remembered, and any other is made again from (seed, pass).
/// </summary>
internal sealed class PassOrder(int count, EpisodeOrder order)
{
    private volatile Pass? last;

    public int Position(ulong seed, long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var (number, place) = Math.DivRem(index, count);
        if (order == EpisodeOrder.AsGiven) return (int)place;
        var pass = last;
        if (pass is null || pass.Seed != seed || pass.Number != number) last = pass = Shuffle(seed, number);
        return pass.Positions[place];
    }

    private Pass Shuffle(ulong seed, long number)
    {
        var positions = new int[count];
        for (var i = 0; i < count; i++) positions[i] = i;
        // Stream 1 of the seed: stream 0 is split into the episodes' own.
        new RandomStream(seed, 1).Split((ulong)number).Shuffle<int>(positions);
        return new(seed, number, positions);
    }

    private sealed record Pass(ulong Seed, long Number, int[] Positions);
}
