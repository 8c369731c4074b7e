using MetaLearn.Benchmarks;

namespace MetaLearn.Cli;

/// <summary>The part of <c>metalearn bench</c> that times kernels by themselves.</summary>
internal static class KernelTable
{
    public static void Run(CliContext context, bool json)
    {
        var peak = SpeedCase.PeakGigaflops(threads: 1);
        if (!json) context.Out.WriteLine($"{"kernel",-52}{"threads",9}{"µs/episode",12}{"GFLOP/s",10}{"of peak",9}");
        foreach (var one in KernelCase.All)
        {
            var (microseconds, gigaflops) = one.Measure();
            if (!json) context.Out.WriteLine($"{one.Name,-52}{1,9}{microseconds,12:F2}{gigaflops,10:F1}{gigaflops / peak,9:P0}");
            else
                context.Json(writer =>
                {
                    writer.WriteString("kernel", one.Name);
                    writer.WriteNumber("microseconds_per_episode", Math.Round(microseconds, 3));
                    writer.WriteNumber("gflops", Math.Round(gigaflops, 2));
                    writer.WriteNumber("peak_fraction", Math.Round(gigaflops / peak, 4));
                });
        }
    }
}
