using MetaLearn.Reproductions;

namespace MetaLearn.Cli;

/// <summary>Shows what a reproduction is doing: a line that changes on a terminal, with rate and time left; elsewhere only what is finished.</summary>
internal sealed class ReproductionProgressLine(CliContext context)
{
    private long startTime = context.Time.GetTimestamp();
    private long startDone;
    private string? current;

    /// <summary>Shows one report.</summary>
    public void Show(ReproductionProgress progress)
    {
        if (progress.Done == progress.Total)
        {
            Clear();
            context.Error.WriteLine($"{progress.What}.");
            current = null;
            startTime = context.Time.GetTimestamp();
            return;
        }
        if (progress.What != current)
        {
            if (!context.IsTerminal) context.Error.WriteLine($"{progress.What} …");
            (current, startDone, startTime) = (progress.What, progress.Done, context.Time.GetTimestamp());
        }
        if (!context.IsTerminal || progress.Done == startDone) return;
        var rate = (progress.Done - startDone) / Math.Max(1e-3, context.Time.GetElapsedTime(startTime).TotalSeconds);
        context.Error.Write($"\r{progress.What}: {progress.Done} of {progress.Total}, {rate:F0} a second, {TimeSpan.FromSeconds((progress.Total - progress.Done) / rate):h\\:mm\\:ss} left   ");
    }

    /// <summary>Takes the changing line away before something else is written.</summary>
    public void Clear()
    {
        if (context.IsTerminal) context.Error.Write("\r\u001b[K");
    }
}
