using System.Runtime.ExceptionServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// Threads that share out numbered parts of a job, the caller among them. Between jobs they spin briefly, because the next one usually comes
/// within microseconds, then sleep. Which thread runs a part is left to chance; nothing may depend on it.
/// </summary>
internal sealed class Crew : IDisposable
{
    private const int SpinsBeforeSleep = 4000;

    private readonly Action<int, int> work;
    private readonly Thread[] helpers;
    private readonly object gate = new();
    private Exception? failure;
    private int generation;
    private int sleepers;
    private int parts;
    private int next;
    private int unfinished;
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

    /// <summary>Runs parts 0 … count − 1 and returns when all are done; throws what a part threw.</summary>
    public void Run(int count)
    {
        ObjectDisposedException.ThrowIf(isEnding, this);
        if (helpers.Length == 0)
        {
            for (var part = 0; part < count; part++) work(part, 0);
            return;
        }
        failure = null;
        parts = count;
        // Every helper reports once a job, so that none is still taking parts when the next job resets the counter.
        Volatile.Write(ref unfinished, helpers.Length);
        Volatile.Write(ref next, 0);
        Interlocked.Increment(ref generation);
        if (Volatile.Read(ref sleepers) > 0) Wake();
        TakeParts(0);
        var spinner = new SpinWait();
        for (var i = 0; Volatile.Read(ref unfinished) > 0; i++)
            if (i < SpinsBeforeSleep) Thread.SpinWait(8);
            else spinner.SpinOnce(-1);
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
        var seen = 0;
        while (true)
        {
            var spins = 0;
            while (Volatile.Read(ref generation) == seen && !isEnding)
                if (++spins < SpinsBeforeSleep) Thread.SpinWait(8);
                else
                {
                    Sleep(seen);
                    spins = 0;
                }
            if (isEnding) return;
            seen = Volatile.Read(ref generation);
            TakeParts(thread);
            Interlocked.Decrement(ref unfinished);
        }
    }

    // A sleeper counts itself before it looks for a job, a job is announced before the sleepers are counted: one of the two sees the other.
    private void Sleep(int seen)
    {
        lock (gate)
        {
            Interlocked.Increment(ref sleepers);
            while (Volatile.Read(ref generation) == seen && !isEnding) Monitor.Wait(gate);
            Interlocked.Decrement(ref sleepers);
        }
    }

    private void Wake()
    {
        lock (gate) Monitor.PulseAll(gate);
    }

    private void TakeParts(int thread)
    {
        try
        {
            while (true)
            {
                var part = Interlocked.Increment(ref next) - 1;
                if (part >= parts) return;
                work(part, thread);
            }
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
        }
    }
}
