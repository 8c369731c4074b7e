using MetaLearn.Reinforcement.Benchmarks;

namespace MetaLearn.Cli;

/// <summary>The part of <c>metalearn bench</c> that times the training of policies.</summary>
internal static class PolicySpeedTable
{
    public static void Run(CliContext context, string? only, int threads, bool json)
    {
        var cases = PolicyCase.All.Where(one => only is null || one.Name == only).ToList();
        if (cases.Count > 0 && !json) context.Out.WriteLine($"{"case",-22}{"goals",6}{"threads",9}{"ms/iteration",14}{"env steps/s alone",19}{"frame skip 5",14}{"in training",13}   shares of the iteration");
        foreach (var one in cases)
            try
            {
                Write(context, one.Measure(threads), json);
            }
            // All other cases can be timed.
            catch (DllNotFoundException missing) when (only is null)
            {
                context.Error.WriteLine($"{one.Name}: {missing.Message}");
            }
    }

    private static void Write(CliContext context, PolicySpeed speed, bool json)
    {
        if (!json)
        {
            context.Out.WriteLine($"{speed.Name,-22}{speed.Goals,6}{speed.Threads,9}{speed.PerIteration.TotalMilliseconds,14:F0}{speed.EnvironmentStepsPerSecond,19:N0}{speed.GymnasiumStepsPerSecond,14:N0}{speed.TrainingStepsPerSecond,13:N0}   {string.Join(", ", speed.Shares.Select(share => $"{share.Stage} {share.Share:P0}"))}");
            return;
        }
        context.Json(writer =>
        {
            writer.WriteString("name", speed.Name);
            writer.WriteNumber("env_steps_per_second", Math.Round(speed.EnvironmentStepsPerSecond));
            if (speed.GymnasiumStepsPerSecond is { } rate) writer.WriteNumber("env_steps_per_second_frame_skip_5", Math.Round(rate));
            writer.WriteNumber("training_env_steps_per_second", Math.Round(speed.TrainingStepsPerSecond));
            writer.WriteNumber("goals", speed.Goals);
            writer.WriteNumber("threads", speed.Threads);
            writer.WriteNumber("ms_per_iteration", Math.Round(speed.PerIteration.TotalMilliseconds, 1));
            foreach (var (stage, share) in speed.Shares) writer.WriteNumber($"share_{stage.Replace(' ', '_')}", Math.Round(share, 4));
        });
    }
}
