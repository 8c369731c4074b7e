using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>A family that changes something of another one; what it does not change is the other's.</summary>
public abstract class WrappedFamily : EnvironmentFamily
{
    private protected WrappedFamily(EnvironmentFamily inner) => Inner = inner ?? throw new ArgumentNullException(nameof(inner));

    /// <summary>The family that is changed.</summary>
    public EnvironmentFamily Inner { get; }

    /// <inheritdoc/>
    public override int ObservationSize => Inner.ObservationSize;

    /// <inheritdoc/>
    public override ActionSpace Actions => Inner.Actions;

    /// <inheritdoc/>
    public override int Horizon => Inner.Horizon;

    /// <inheritdoc/>
    public override double SecondsPerStep => Inner.SecondsPerStep;

    /// <inheritdoc/>
    public override int GoalSize => Inner.GoalSize;

    /// <inheritdoc/>
    public override void DrawGoal(RandomStream random, Span<double> goal) => Inner.DrawGoal(random, goal);

    /// <inheritdoc/>
    public override double[][] TestGoals() => Inner.TestGoals();
}
