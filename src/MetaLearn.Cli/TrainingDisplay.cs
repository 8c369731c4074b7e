using System.Diagnostics;
using MetaLearn.Training;
using Spectre.Console;

namespace MetaLearn.Cli;

/// <summary>Progress with rate and time left: a bar on a terminal, else a line every few seconds. Both on standard error.</summary>
internal sealed class TrainingDisplay(CliContext context)
{
    private const long BarMilliseconds = 100, LineMilliseconds = 5000;

    /// <summary>Runs work of <paramref name="total"/> iterations, of which <paramref name="done"/> are done.</summary>
    public T Show<T>(string title, long done, long total, Func<Meter, T> work)
    {
        if (!context.IsTerminal)
        {
            return work(new(done, total, LineMilliseconds, (iteration, pace, validation) =>
                context.Error.WriteLine($"{title}: {iteration:N0} of {total:N0} iterations, {pace}{validation}")));
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Error) });
        return console.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn { Width = 20 }, new PercentageColumn())
            .Start(bars =>
            {
                var bar = bars.AddTask(Markup.Escape(title), maxValue: Math.Max(1, total));
                // The description must fit beside the bar in 80 columns.
                var result = work(new(done, total, BarMilliseconds, (iteration, pace, _) => (bar.Value, bar.Description) = (iteration, Markup.Escape($"{title}: {pace}"))));
                bar.Value = bar.MaxValue;
                return result;
            });
    }

    /// <summary>Counts iterations. Called after each one, some microseconds apart: it looks at the clock and no more until it is time to say something.</summary>
    internal sealed class Meter(long done, long total, long everyMilliseconds, Action<long, string, string> say)
    {
        private readonly long started = Stopwatch.GetTimestamp();
        private long next = Environment.TickCount64 + everyMilliseconds;
        private string validation = "";

        public void Tick(long iteration)
        {
            if (Environment.TickCount64 < next) return;
            next = Environment.TickCount64 + everyMilliseconds;
            var rate = (iteration - done) / Stopwatch.GetElapsedTime(started).TotalSeconds;
            var left = TimeSpan.FromSeconds(Math.Min((total - iteration) / Math.Max(rate, 1e-9), TimeSpan.MaxValue.TotalSeconds / 2));
            say(iteration, $"{(rate >= 10 ? $"{rate:N0}" : $"{rate:G2}")} a second, {Left(left)} left", validation);
        }

        public void Note(string note) => validation = note;

        public void Report(TrainingProgress progress)
        {
            if (progress.Validation is { } loss) validation = $", validation {loss.Mean:G4}{(progress.IsBest ? " (best)" : "")}";
        }

        private static string Left(TimeSpan time) => time switch
        {
            { TotalHours: >= 1 } => $"{time.TotalHours:F1} h",
            { TotalMinutes: >= 2 } => $"{time.TotalMinutes:F0} min",
            _ => $"{time.TotalSeconds:F0} s",
        };
    }
}
