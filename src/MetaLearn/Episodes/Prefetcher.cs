using System.Runtime.ExceptionServices;

namespace MetaLearn.Episodes;

/// <summary>
/// Samples meta-batches ahead on a thread of its own while training runs. Batch i holds episodes <c>i·B … i·B + B − 1</c>; batches come in order
/// with the same numbers whether and however far it samples ahead. For one consumer at a time.
/// </summary>
public sealed class Prefetcher : IDisposable
{
    private const long Megabyte = 1 << 20;

    private readonly IEpisodeSource source;
    private readonly ulong seed;
    private readonly long firstBatch;
    private readonly EpisodeBatch[] ring;
    private readonly Thread? sampler;
    private readonly object gate = new();

    // The sampler sleeps until half of what it holds ready is used up: waking it for every batch would cost more than small batches themselves.
    private readonly int low;
    private long filled;
    private long taken;
    private bool stopped;
    private ExceptionDispatchInfo? failure;

    /// <summary>Starts sampling at once.</summary>
    /// <param name="source">Gives the episodes.</param>
    /// <param name="seed">As for <see cref="IEpisodeSource.Sample"/>.</param>
    /// <param name="count">Episodes B in a batch, at least 1.</param>
    /// <param name="firstBatch">Number of the first batch, at least 0: where a resumed run goes on.</param>
    /// <param name="ahead">
    /// Batches held ready beyond the one in use; 0 samples on the caller's thread when asked. By default as many as fit in a megabyte, at least 4, at most 64.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public Prefetcher(IEpisodeSource source, ulong seed, int count, long firstBatch = 0, int? ahead = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfNegative(ahead ?? 0, nameof(ahead));
        (this.source, this.seed, this.firstBatch) = (source, seed, firstBatch);
        var held = ahead ?? Ahead(source.Shape, count);
        low = held / 2;
        ring = new EpisodeBatch[held + 1];
        for (var i = 0; i < ring.Length; i++) ring[i] = new EpisodeBatch(source.Shape, count);
        if (held == 0) return;
        sampler = new Thread(SampleAhead) { IsBackground = true, Name = "Episode prefetcher" };
        sampler.Start();
    }

    /// <summary>Bytes of the batches that this holds, before they are made.</summary>
    internal static long BytesOf(EpisodeShape shape, int count, int? ahead) => (1L + (ahead ?? Ahead(shape, count))) * EpisodeBatch.BytesOf(shape, count);

    /// <summary>The next batch, waiting for it if need be.</summary>
    /// <returns>Valid until the next call, which may fill it anew.</returns>
    /// <exception cref="ObjectDisposedException">This has been disposed.</exception>
    /// <remarks>What the source throws for this batch is thrown here, after all batches before it were handed out, and again by each later call.</remarks>
    public EpisodeBatch Next()
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopped, this);
            if (sampler is null) FillSlot(taken);
            while (sampler is not null && filled == taken && failure is null && !stopped) Monitor.Wait(gate);
            ObjectDisposedException.ThrowIf(stopped, this);
            if (sampler is not null && filled == taken) failure!.Throw(); // The wait ended without a batch, so there is a failure.
            var batch = ring[taken++ % ring.Length];
            // The batch handed out before is free from here on.
            if (filled - taken <= low) Monitor.PulseAll(gate);
            return batch;
        }
    }

    /// <summary>Stops the sampling thread and waits for the episode in hand to be done.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            stopped = true;
            Monitor.PulseAll(gate);
        }
        sampler?.Join();
    }

    private static int Ahead(EpisodeShape shape, int count) => (int)Math.Clamp(Megabyte / Math.Max(1, EpisodeBatch.BytesOf(shape, count)), 4, 64);

    private void SampleAhead()
    {
        try
        {
            for (long batch = 0; ; batch++)
            {
                lock (gate)
                {
                    // Whoever disposes may have pulsed while the last batch was being filled: ask before every wait, also the first.
                    if (IsFull(batch))
                        while (!stopped && (IsFull(batch) || filled - taken > low)) Monitor.Wait(gate);
                    if (stopped) return;
                }
                FillSlot(batch);
                lock (gate)
                {
                    filled = batch + 1;
                    Monitor.PulseAll(gate);
                }
            }
        }
        catch (Exception exception)
        {
            lock (gate)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
                Monitor.PulseAll(gate);
            }
        }
    }

    // One slot is in the consumer's hands; the others may be filled.
    private bool IsFull(long batch) => batch - Math.Max(taken - 1, 0) >= ring.Length;

    private void FillSlot(long batch) => ring[batch % ring.Length].Fill(source, seed, checked((firstBatch + batch) * ring[0].Count));
}
