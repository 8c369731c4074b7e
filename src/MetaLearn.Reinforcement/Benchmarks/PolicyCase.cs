using System.Diagnostics;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Benchmarks;

/// <summary>A policy's training, timed stage by stage: the published settings with eight goals an iteration, which change the shares of the stages little.</summary>
/// <param name="Name">Of the problem, and of the case.</param>
public sealed record PolicyCase(string Name)
{
    private const int Goals = 8, Iterations = 3;

    /// <summary>All there are.</summary>
    public static IReadOnlyList<PolicyCase> All { get; } = [new("navigation"), new("cheetah-velocity"), new("ant-velocity")];

    /// <summary>Times the environment by itself, then some iterations after one that does not count.</summary>
    /// <param name="threads">At least 1.</param>
    /// <exception cref="DllNotFoundException">The case needs MuJoCo, and there is none that can be used.</exception>
    public PolicySpeed Measure(int threads)
    {
        var experiment = PolicyExperiment.Build(PolicySpec.For(Name) with { MetaBatch = Goals, Threads = threads });
        var alone = PhysicsSpeed.Measure(experiment.Family);
        double? gymnasium = experiment.Family is HalfCheetah or Ant ? PhysicsSpeed.Measure(PolicyExperiment.Build(experiment.Spec with { Preset = "gymnasium" }).Family) : null;
        using var trainer = new PolicyTrainer(experiment.Maml, experiment.TrainingFamily, experiment.Options);
        trainer.Step();
        var stages = new TimeSpan[5];
        var (steps, from) = (0L, Stopwatch.GetTimestamp());
        for (var i = 0; i < Iterations; i++)
        {
            var done = trainer.Step();
            steps += done.EnvironmentSteps;
            TimeSpan[] of = [done.SimulationTime, done.PolicyTime, done.AdaptationTime, done.Update.GradientTime, done.Update.SearchTime];
            for (var stage = 0; stage < of.Length; stage++) stages[stage] += of[stage];
        }
        var total = Stopwatch.GetElapsedTime(from);
        return new(Name, threads, Goals, alone, gymnasium, steps / total.TotalSeconds, total / Iterations,
            [("simulation", stages[0] / total), ("policy", stages[1] / total), ("adaptation", stages[2] / total), ("gradient", stages[3] / total), ("line search", stages[4] / total)]);
    }
}
