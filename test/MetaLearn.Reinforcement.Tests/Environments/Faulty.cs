using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

/// <summary>What goes wrong where the goal is 1.</summary>
public enum Fault
{
    None,
    Observation,
    Reward,
    FirstObservation,
}

/// <summary>Environments that fail on demand, and count themselves.</summary>
internal sealed class Faulty(Fault fault) : EnvironmentFamily
{
    public int Made { get; private set; }

    public int Ended { get; private set; }

    /// <summary>Environments after which making one throws.</summary>
    public int FailsAt { get; init; } = int.MaxValue;

    public override string Name => "faulty";

    public override int ObservationSize => 1;

    public override ActionSpace Actions { get; } = new BoxActions(1, -1, 1);

    public override int Horizon => 10;

    public override int GoalSize => 1;

    public override void DrawGoal(RandomStream random, Span<double> goal) => goal[0] = random.Below(2);

    public override IEnvironment Create()
        => Made < FailsAt ? new Environment(this, ++Made) : throw new InvalidOperationException("No more environments.");

    private sealed class Environment(Faulty family, int number) : IEnvironment
    {
        private bool fails, isDisposed;

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            fails = goal[0] == 1;
            observation[0] = fails && family.Is(Fault.FirstObservation) ? float.NegativeInfinity : 1;
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            observation[0] = fails && family.Is(Fault.Observation) ? float.NaN : 1;
            return new(fails && family.Is(Fault.Reward) ? double.NaN : 2);
        }

        public void Dispose()
        {
            Assert.False(isDisposed, $"Environment {number} was ended twice.");
            isDisposed = true;
            family.Ended++;
        }
    }

    private bool Is(Fault asked) => asked == fault;
}
