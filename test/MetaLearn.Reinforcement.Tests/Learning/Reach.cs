using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Learning;

/// <summary>The hidden number g ~ U[−1, 1] is to be said: reward −(a − g)². The observation is 1.</summary>
internal sealed class Reach(int horizon = 1) : EnvironmentFamily
{
    /// <summary>A trajectory ends where an action is as near.</summary>
    public double Near { get; init; } = -1;

    /// <summary>Goals are drawn between minus and plus this.</summary>
    public double Spread { get; init; } = 1;

    /// <summary>How often the first observation is NaN, and how often a reward is.</summary>
    public (double First, double Reward) FaultChances { get; init; }

    public override string Name => "reach";

    public override int ObservationSize => 1;

    public override ActionSpace Actions { get; } = new BoxActions(1, -4, 4);

    public override int Horizon => horizon;

    public override int GoalSize => 1;

    public override void DrawGoal(RandomStream random, Span<double> goal) => goal[0] = Spread * random.Uniform(-1, 1);

    public override IEnvironment Create() => new Environment(this);

    private sealed class Environment(Reach family) : IEnvironment
    {
        private RandomStream random = new(0);
        private double goal;

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            (this.goal, this.random) = (goal[0], random);
            observation[0] = random.NextDouble() < family.FaultChances.First ? float.NaN : 1;
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            observation[0] = 1;
            var away = action[0] - goal;
            return new(random.NextDouble() < family.FaultChances.Reward ? double.NaN : -away * away, Math.Abs(away) < family.Near);
        }

        public void Dispose()
        {
        }
    }
}
