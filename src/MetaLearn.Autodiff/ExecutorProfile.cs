using System.Diagnostics;
using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff;

/// <summary>Time spent in one kind of instruction.</summary>
/// <param name="Kind">Such as <c>MatMul</c> or <c>element-wise</c>.</param>
/// <param name="Instructions">How many of them a run executes, all shards together.</param>
/// <param name="Microseconds">A run, on one thread.</param>
/// <param name="Operations">Floating-point operations a run, a multiply-add counting as two.</param>
public sealed record InstructionProfile(string Kind, int Instructions, double Microseconds, double Operations);

public sealed unsafe partial class Executor<T>
{
    /// <summary>
    /// Runs the program again and again on one thread and times every instruction. Each time includes some 20 ns of the clock itself.
    /// </summary>
    /// <param name="runs">Runs averaged over, after as many unmeasured ones; at least 1.</param>
    /// <returns>By kind, the longest first.</returns>
    public IReadOnlyList<InstructionProfile> Profile(int runs)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(runs);
        using var single = new Executor<T>(Program, Episodes, threads: 1, sizes.Shards);
        foreach (var leaf in Program.Leaves) this[leaf].CopyTo(single[leaf]);
        for (var i = 0; i < runs; i++) single.Run();

        var ticks = new Dictionary<Step, long>();
        var executed = new Dictionary<Step, int>();
        foreach (var step in Program.Graph.SharedSteps.Concat(Program.Graph.PerEpisodeSteps)) (ticks[step], executed[step]) = (0, 0);
        var last = Stopwatch.GetTimestamp();
        single.afterInstruction = (step, _, _, _) =>
        {
            var now = Stopwatch.GetTimestamp();
            ticks[step] += now - last;
            executed[step]++;
            last = Stopwatch.GetTimestamp();
        };
        for (var i = 0; i < runs; i++)
        {
            last = Stopwatch.GetTimestamp();
            single.Run();
        }

        var operations = new Dictionary<Step, long>();
        for (var i = 0; i < Program.Shared.Length; i++) operations[Program.Graph.SharedSteps[i]] = Program.Shared[i].Operations;
        for (var i = 0; i < Program.PerEpisode.Length; i++) operations[Program.Graph.PerEpisodeSteps[i]] = Program.PerEpisode[i].Operations * Episodes;
        return [.. ticks.Keys.GroupBy(Kind).Select(group => new InstructionProfile(
                group.Key,
                group.Sum(step => executed[step]) / runs,
                group.Sum(step => ticks[step]) * 1e6 / Stopwatch.Frequency / runs,
                group.Sum(step => operations[step])))
            .OrderByDescending(profile => profile.Microseconds)];
    }

    private static string Kind(Step step)
    {
        if (!step.IsPerEpisode) return "shared, once a run";
        return step.IsFused ? "element-wise and reductions" : step.Members[0].Operation.Name;
    }
}
