using System.Diagnostics;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>How fast environments run.</summary>
public static class PhysicsSpeed
{
    private const ulong Seed = 1;

    /// <summary>
    /// Environment steps a second of one environment on one thread under random actions, resets and observations included, policies not: the simulation's share of a
    /// training follows from it.
    /// </summary>
    /// <param name="family">Of the environment.</param>
    /// <param name="seconds">How long to measure, after a first trajectory that does not count: positive.</param>
    /// <exception cref="DllNotFoundException">The family needs MuJoCo, and there is none that can be used.</exception>
    public static double Measure(EnvironmentFamily family, double seconds = 1)
    {
        ArgumentNullException.ThrowIfNull(family);
        if (!(seconds > 0)) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "Must be positive.");
        using var environment = family.Create();
        var trajectory = new Trajectory(family, environment);
        trajectory.Run(0);
        var (steps, start) = (0L, Stopwatch.GetTimestamp());
        for (var i = 1UL; Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; i++) steps += trajectory.Run(i);
        return steps / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed class Trajectory(EnvironmentFamily family, IEnvironment environment)
    {
        private readonly double[] goal = family.Goals(Seed, 0, 1)[0];
        private readonly float[] observation = new float[family.ObservationSize];
        private readonly float[] actions = Actions(family);

        /// <summary>Resets, then steps until the end; the steps it took.</summary>
        public int Run(ulong number)
        {
            var size = family.Actions.Size;
            environment.Reset(goal, new RandomStream(Seed, number), observation);
            for (var time = 0; time < family.Horizon; time++)
                if (environment.Step(actions.AsSpan(time * size, size), observation).IsTerminated) return time + 1;
            return family.Horizon;
        }

        // Drawn beforehand: a normal number costs as much as a small part of a step.
        private static float[] Actions(EnvironmentFamily family)
        {
            var random = new RandomStream(Seed);
            var drawn = new float[family.Horizon * family.Actions.Size];
            for (var i = 0; i < drawn.Length; i++) drawn[i] = family.Actions is DiscreteActions discrete ? random.Below(discrete.Count) : (float)random.Normal();
            for (var i = 0; i < drawn.Length; i += family.Actions.Size)
                family.Actions.ToEnvironment(drawn.AsSpan(i, family.Actions.Size), drawn.AsSpan(i, family.Actions.Size));
            return drawn;
        }
    }
}
