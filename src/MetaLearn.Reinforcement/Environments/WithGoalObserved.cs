using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// The same environments with the goal appended to each observation: for the oracle, a policy that is told what others must find out. Large goals make
/// large policies, such as the 550 numbers of a <see cref="TabularMdp"/>: it works, but <see cref="TabularMdp.BestReturn"/> is exact and needs no training.
/// </summary>
/// <param name="inner">Of the environments that hide the goal.</param>
public sealed class WithGoalObserved(EnvironmentFamily inner) : WrappedFamily(inner)
{
    /// <summary>The inner name, and <c>-oracle</c>.</summary>
    public override string Name => $"{Inner.Name}-oracle";

    /// <summary>Of the inner observation and the goal.</summary>
    public override int ObservationSize => Inner.ObservationSize + Inner.GoalSize;

    /// <inheritdoc/>
    public override IEnvironment Create() => new Informed(Inner.Create(), Inner.ObservationSize, Inner.GoalSize);

    private sealed class Informed(IEnvironment inner, int observed, int goalSize) : IEnvironment
    {
        private readonly float[] goal = new float[goalSize];

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            inner.Reset(goal, random, observation[..observed]);
            for (var i = 0; i < goal.Length; i++) this.goal[i] = (float)goal[i];
            this.goal.CopyTo(observation[observed..]);
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            var step = inner.Step(action, observation[..observed]);
            goal.CopyTo(observation[observed..]);
            return step;
        }

        public void Sketch(ICollection<SketchLine> lines) => inner.Sketch(lines);

        public void Dispose() => inner.Dispose();
    }
}
