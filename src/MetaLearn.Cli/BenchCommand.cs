using System.CommandLine;
using MetaLearn.Autodiff;
using MetaLearn.Benchmarks;
using MetaLearn.Reinforcement.Benchmarks;

namespace MetaLearn.Cli;

/// <summary><c>metalearn bench</c>: the speed table on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create(CliContext context)
    {
        var only = new Option<string?>("--only") { Description = "Run one case, such as sinusoid-k10, or adapt-k10, predict-1, adapted-10000, adapt-omniglot-5w1s, predict-omniglot-1, navigation, cheetah-velocity, ant-velocity." };
        var threads = new Option<int>("--threads") { Description = "Threads; all cores by default.", DefaultValueFactory = _ => Environment.ProcessorCount };
        var stages = new Option<bool>("--stages") { Description = "Also time every stage of each case by itself, on one thread." };
        var shards = new Option<int>("--shards") { Description = "Parts that a meta-batch is cut into.", DefaultValueFactory = _ => Executor<float>.DefaultShards };
        var scaling = new Option<bool>("--scaling") { Description = "Also time one thread and --threads in turns, and say how many times as fast the latter are." };
        var kernels = new Option<bool>("--kernels") { Description = "Time the kernels by themselves instead, each beside the machine's peak." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("bench", "Time meta-training iterations, and adapting and predicting, on this machine. Example: metalearn bench --only sinusoid-k10 --threads 2 --json")
        {
            only, threads, shards, scaling, stages, kernels, json,
        };
        command.SetAction(parsed =>
        {
            if (!parsed.GetValue(kernels))
                return Run(context, parsed.GetValue(only), parsed.GetValue(threads), parsed.GetValue(shards), parsed.GetValue(scaling), parsed.GetValue(stages), parsed.GetValue(json));
            KernelTable.Run(context, parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    private static int Run(CliContext context, string? only, int threads, int shards, bool scaling, bool stages, bool json)
    {
        if (threads < 1) throw new UsageException($"--threads: expected at least 1, found {threads}.");
        if (shards < 1) throw new UsageException($"--shards: expected at least 1, found {shards}.");
        string[] names = [.. SpeedCase.All.Select(c => c.Name), .. LatencyCase.All.Select(c => c.Name), .. PolicyCase.All.Select(c => c.Name)];
        if (only is not null && !names.Contains(only))
            throw new UsageException($"--only: there is no case '{only}'; did you mean '{Suggest.Nearest(only, names)}'?");
        if (only is null || SpeedCase.All.Any(c => c.Name == only)) Training(context, only, threads, shards, scaling, stages, json);
        LatencyTable.Run(context, only, json);
        PolicySpeedTable.Run(context, only, threads, json);
        return 0;
    }

    private static void Training(CliContext context, string? only, int threads, int shards, bool scaling, bool stages, bool json)
    {
        var peak = SpeedCase.PeakGigaflops(threads);
        var peakOfOne = SpeedCase.PeakGigaflops(1);
        context.Error.WriteLine($"Fused multiply-add peak on {threads} threads: {peak:F0} GFLOP/s.");
        if (!json) context.Out.WriteLine($"{"case",-22}{"order",6}{"episodes",10}{"threads",9}{"ms/iteration",14}{"GFLOP/s",10}{"of peak",9}{"peak bytes",13}");
        foreach (var speed in SpeedCase.All.Where(c => only is null || c.Name == only))
        {
            Write(context, speed.Measure(threads, shards), peak, json);
            if (scaling) WriteSpeedup(context, speed, threads, speed.Speedup(threads, shards), json);
            if (!stages) continue;
            foreach (var stage in speed.Stages(shards)) Write(context, speed, stage, peakOfOne, json);
        }
    }

    private static void Write(CliContext context, SpeedResult result, double peak, bool json)
    {
        if (!json)
        {
            context.Out.WriteLine(
                $"{result.Name,-22}{result.Order,6}{result.Episodes,10}{result.Threads,9}{result.MillisecondsPerIteration,14:F4}{result.Gigaflops,10:F1}{result.Gigaflops / peak,9:P0}{result.PeakBytes,13}");
            return;
        }
        context.Json(writer =>
        {
            writer.WriteString("name", result.Name);
            writer.WriteNumber("order", result.Order);
            writer.WriteNumber("episodes", result.Episodes);
            writer.WriteNumber("threads", result.Threads);
            writer.WriteNumber("ms_per_iteration", Math.Round(result.MillisecondsPerIteration, 4));
            writer.WriteNumber("gflops", Math.Round(result.Gigaflops, 2));
            writer.WriteNumber("peak_fraction", Math.Round(result.Gigaflops / peak, 4));
            writer.WriteNumber("peak_bytes", result.PeakBytes);
        });
    }

    private static void Write(CliContext context, SpeedCase speed, StageTime stage, double peak, bool json)
    {
        if (!json)
        {
            context.Out.WriteLine($"    {stage.Stage,-58}{stage.Microseconds,9:F2} µs{(stage.Gigaflops is { } rate ? $"{rate,9:F1} GFLOP/s {rate / peak,6:P0}" : "")}");
            return;
        }
        context.Json(writer =>
        {
            writer.WriteString("name", speed.Name);
            writer.WriteNumber("order", speed.Order);
            writer.WriteString("stage", stage.Stage);
            writer.WriteNumber("microseconds", Math.Round(stage.Microseconds, 3));
            if (stage.Gigaflops is { } rate) writer.WriteNumber("peak_fraction", Math.Round(rate / peak, 4));
        });
    }

    private static void WriteSpeedup(CliContext context, SpeedCase speed, int threads, ScalingResult scaling, bool json)
    {
        if (!json)
        {
            context.Out.WriteLine(scaling.Counted == 0
                ? $"    The machine had no {threads} free cores in any of {scaling.Turns} turns; nothing can be said of {threads} threads against one."
                : $"    {threads} threads are {scaling.Median:F2} times as fast as one (taking turns, median of the {scaling.Counted} of {scaling.Turns} in which the machine had {threads} free cores).");
            return;
        }
        context.Json(writer =>
        {
            writer.WriteString("name", speed.Name);
            writer.WriteNumber("order", speed.Order);
            writer.WriteNumber("threads", threads);
            if (scaling.Counted > 0) writer.WriteNumber("times_one_thread", Math.Round(scaling.Median, 3));
            writer.WriteNumber("turns", scaling.Turns);
            writer.WriteNumber("turns_counted", scaling.Counted);
        });
    }
}
