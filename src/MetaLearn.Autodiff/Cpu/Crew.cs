using System.Runtime.ExceptionServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// Threads that share out numbered parts of a job, the caller among them. Between jobs they spin briefly, because the next one usually comes
/// within microseconds, then sleep. Which thread runs a part is left to chance; nothing may depend on it. A job ends when its parts are
/// done: a helper that the system has not let run in the meantime is not waited for.
/// </summary>
internal sealed class Crew : IDisposable
{
    // Longer than the pause between two jobs; on a busy machine, yielding then gives the core to whoever else needs it.
    private const int Spins = 2000;

    private const int YieldsBeforeSleep = 500;

    private readonly Action<int, int> work;
    private readonly Thread[] helpers;
    private readonly object gate = new();
    private Exception? failure;

    // The job's number in the upper half, its parts not yet taken in the lower: one word, so that no thread can take a part of a job that is over.
    private long ticket;
    private int finished;
    private int sleepers;
    private volatile bool isEnding;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">With the caller.</param>
    /// <param name="work">Runs (part, thread).</param>
    public Crew(int threads, Action<int, int> work)
    {
        this.work = work;
        helpers = new Thread[threads - 1];
        for (var i = 0; i < helpers.Length; i++)
        {
            var thread = i + 1;
            helpers[i] = new Thread(() => Help(thread)) { IsBackground = true, Name = $"episodes {thread}" };
            helpers[i].Start();
        }
    }

    /// <summary>Runs every part, the last ones first, and returns when all are done; throws what a part threw.</summary>
    public void Run(int parts)
    {
        ObjectDisposedException.ThrowIf(isEnding, this);
        if (helpers.Length == 0)
        {
            for (var part = parts - 1; part >= 0; part--) work(part, 0);
            return;
        }
        failure = null;
        finished = 0;
        Volatile.Write(ref ticket, (((ticket >> 32) + 1) << 32) + parts);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref sleepers) > 0) Wake();
        TakeParts(0);
        for (var i = 0; Volatile.Read(ref finished) < parts; i++)
            if (i < Spins) Thread.SpinWait(8);
            else Thread.Yield();
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Ends the threads.</summary>
    public void Dispose()
    {
        if (isEnding) return;
        isEnding = true;
        Wake();
        foreach (var helper in helpers) helper.Join();
    }

    private void Help(int thread)
    {
        var seen = 0L;
        while (true)
        {
            for (var spins = 0; Volatile.Read(ref ticket) >> 32 == seen && !isEnding; spins++)
                if (spins < Spins) Thread.SpinWait(8);
                else if (spins < Spins + YieldsBeforeSleep) Thread.Yield();
                else
                {
                    Sleep(seen);
                    spins = 0;
                }
            if (isEnding) return;
            seen = Volatile.Read(ref ticket) >> 32;
            TakeParts(thread);
        }
    }

    // A sleeper counts itself before it looks for a job, a job is announced before the sleepers are counted: one of the two sees the other.
    private void Sleep(long seen)
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref ticket) >> 32 == seen && !isEnding) Monitor.Wait(gate);
            Interlocked.Decrement(ref sleepers);
        }
    }

    private void Wake()
    {
        lock (gate) Monitor.PulseAll(gate);
    }

    private void TakeParts(int thread)
    {
        while (true)
        {
            var current = Volatile.Read(ref ticket);
            var left = (int)current;
            if (left == 0) return;
            if (Interlocked.CompareExchange(ref ticket, current - 1, current) != current) continue;
            try
            {
                work(left - 1, thread);
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref failure, e, null);
            }
            Interlocked.Increment(ref finished);
        }
    }
}
