using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>The environments of a family with a new goal in every trajectory, instead of the episode's: what most baselines train on.</summary>
/// <param name="inner">The family.</param>
public sealed class MixedGoals(EnvironmentFamily inner) : WrappedFamily(inner)
{
    // Of the goal below a trajectory's stream; the environment takes another.
    private const ulong GoalStream = 1, EnvironmentStream = 0;

    /// <inheritdoc/>
    public override string Name => $"{Inner.Name}-mixed";

    /// <inheritdoc/>
    public override IEnvironment Create() => new Mixed(Inner, Inner.Create());

    private sealed class Mixed(EnvironmentFamily family, IEnvironment environment) : IEnvironment
    {
        private readonly double[] own = new double[family.GoalSize];

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            family.DrawGoal(random.Split(GoalStream), own);
            environment.Reset(own, random.Split(EnvironmentStream), observation);
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation) => environment.Step(action, observation);

        public void Sketch(ICollection<SketchLine> lines) => environment.Sketch(lines);

        public void Dispose() => environment.Dispose();
    }
}
