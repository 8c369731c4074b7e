namespace MetaLearn.Proofs;

/// <summary>Two threads draw what one draws, and no two indices are one episode.</summary>
internal static class ThreadCheck
{
    public static AuditCheck Of(IReadOnlyList<AuditedEpisodes> splits)
    {
        var (episodes, finding) = (0L, (string?)null);
        foreach (var split in splits)
        {
            episodes += split.Count;
            var again = OnTwoThreads(split);
            var different = Enumerable.Range(0, split.Count).Where(i => again[i] != split.Contents[i]).ToList();
            if (different.Count > 0)
            {
                var other = Array.FindIndex(again, one => one == again[different[0]]);
                if (other == different[0]) other = Array.IndexOf(again, again[other], other + 1);
                finding ??= $"{split.Called(different[0])} is another one when two threads draw{(other >= 0 ? $", and the same as episode {other}" : "")}; {different.Count:N0} of {split.Count:N0} differ";
            }
            finding ??= Repeated(split);
        }
        return new("threads", $"{EpisodeAudit.Count(episodes, "episode")} drawn by one thread and again by two: the same bits, and none twice", finding);
    }

    private static string? Repeated(AuditedEpisodes split)
    {
        var first = new Dictionary<UInt128, int>();
        var (repeats, example) = (0, (string?)null);
        for (var i = 0; i < split.Count; i++)
            if (!first.TryAdd(split.Contents[i], i))
                (repeats, example) = (repeats + 1, example ?? $"episodes {first[split.Contents[i]]} and {i} of {split.Split.Name} are the same");
        // A small group gives the same rows again by chance.
        var expected = Enumerable.Range(0, split.Count).Where(i => split.Origins[i] is not null)
            .GroupBy(i => string.Join('\n', split.GroupsOf(i)))
            .Sum(group => group.Count() * (group.Count() - 1) / 2.0 / split.Origins[group.First()]!.Draws); // Only those with an origin.
        return repeats > expected + 6 * Math.Sqrt(expected) ? $"{example}; {repeats:N0} of {split.Count:N0} are repetitions, {expected:F1} would be chance" : null;
    }

    private static UInt128[] OnTwoThreads(AuditedEpisodes split)
    {
        var result = new UInt128[split.Count];
        using var together = new Barrier(2);
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, 2).Select(half => new Thread(() =>
        {
            together.SignalAndWait();
            try
            {
                Draw(split.Split, half, result);
            }
            catch (Exception e)
            {
                failure = e;
            }
        }))];
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return failure is null ? result : throw new InvalidOperationException($"{split.Split.Name} cannot be drawn by two threads: {failure.Message}", failure);
    }

    private static void Draw(AuditSplit split, int half, UInt128[] result)
    {
        var sizes = split.Source.Shape.Sizes;
        float[] supportX = new float[sizes.SupportX], supportY = new float[sizes.SupportY], queryX = new float[sizes.QueryX], queryY = new float[sizes.QueryY];
        for (var i = half; i < result.Length; i += 2)
        {
            var source = split.SourceAt(i);
            var own = source.Shape.Sizes;
            source.Fill(split.Seed, i, supportX.AsSpan(0, own.SupportX), supportY.AsSpan(0, own.SupportY), queryX.AsSpan(0, own.QueryX), queryY.AsSpan(0, own.QueryY));
            result[i] = AuditedEpisodes.Hash(supportX.AsMemory(0, own.SupportX), supportY.AsMemory(0, own.SupportY), queryX.AsMemory(0, own.QueryX), queryY.AsMemory(0, own.QueryY));
        }
    }
}
