using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// Ant, on MuJoCo: a four-legged walker with eight motors whose goal is a speed, a direction or a place (Finn et al. 2017, section 5.3, as the published code has it). A trajectory ends
/// when the trunk's height leaves [0.2, 1] m, or when the simulation fails.
/// </summary>
/// <remarks>
/// The observation is the positions (15 numbers), the velocities (14), the trunk's rotation matrix by rows (9) and the centre of mass (3). The published one has 84 numbers
/// more, the forces that press on each link from outside, and the reward a cost of them, 0.0005 Σ clip(force, ±1)². MuJoCo has no sensor for them and keeps them
/// at a place that changes from version to version, so neither is here: 41 numbers where the paper's code has 125.
/// </remarks>
public sealed class Ant : EnvironmentFamily
{
    private readonly Lazy<PhysicsModel> model;
    private readonly Lazy<PhysicsModel> shape;
    private readonly AntGoal goal;

    private Ant(AntGoal goal, PhysicsPreset preset, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        (this.goal, Preset, Horizon) = (goal, preset, horizon);
        model = new(() => new(AntModel.Xml(preset), AntModel.Sensors));
        shape = new(() => new(AntModel.Xml(preset, withShape: true), AntModel.Sensors + 6 * AntModel.Shape.Count));
    }

    /// <inheritdoc/>
    public override string Name => goal switch { AntGoal.Velocity => "ant-velocity", AntGoal.Direction => "ant-direction", _ => "ant-goal" };

    /// <summary>How it is simulated.</summary>
    public PhysicsPreset Preset { get; }

    /// <inheritdoc/>
    public override int ObservationSize => 41;

    /// <inheritdoc/>
    /// <remarks>The published bounds of rllab's ant, ±150, are a motor's strength; here, as in Gymnasium, it is in the motor.</remarks>
    public override ActionSpace Actions { get; } = new BoxActions(8, -1, 1);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override double SecondsPerStep => Preset == PhysicsPreset.Rllab ? 0.02 : 0.05;

    /// <inheritdoc/>
    public override int GoalSize => goal == AntGoal.Place ? 2 : 1;

    /// <summary>Physics steps of an action.</summary>
    internal int FrameSkip => Preset == PhysicsPreset.Rllab ? 1 : 5;

    /// <summary>Compiled at first use.</summary>
    internal PhysicsModel Model => model.Value;

    /// <summary>The same with sensors for a picture.</summary>
    internal PhysicsModel Shape => shape.Value;

    /// <summary>
    /// Walks at a wanted speed, in m/s, drawn from U(0, 3): the reward is 1 − |v − goal| − 0.005 Σ a² + 0.05, where v is the x velocity of the centre of mass after the step. The 1 is there so
    /// that falling over is not the best that can be done.
    /// </summary>
    /// <param name="preset">How it is simulated.</param>
    /// <param name="horizon">Steps of a trajectory: at least 1.</param>
    public static Ant Velocity(PhysicsPreset preset = PhysicsPreset.Rllab, int horizon = 200) => new(AntGoal.Velocity, preset, horizon);

    /// <summary>Walks along x, goal 1, or against it, goal −1, as fast as it can: the reward is goal · v − 0.005 Σ a² + 0.05. There are only these two goals.</summary>
    /// <param name="preset">How it is simulated.</param>
    /// <param name="horizon">Steps of a trajectory: at least 1.</param>
    public static Ant Direction(PhysicsPreset preset = PhysicsPreset.Rllab, int horizon = 200) => new(AntGoal.Direction, preset, horizon);

    /// <summary>
    /// Walks to a place (x, y), in metres, drawn from U(−3, 3)²: the reward is 4 − |x − goal x| − |y − goal y| − 0.005 Σ a² + 0.05, where (x, y) is the centre of mass.
    /// </summary>
    /// <param name="preset">How it is simulated.</param>
    /// <param name="horizon">Steps of a trajectory: at least 1.</param>
    public static Ant Goal(PhysicsPreset preset = PhysicsPreset.Rllab, int horizon = 200) => new(AntGoal.Place, preset, horizon);

    /// <inheritdoc/>
    public override void DrawGoal(RandomStream random, Span<double> goal)
    {
        ArgumentNullException.ThrowIfNull(random);
        Draw(random.Uniform, goal);
    }

    /// <summary>The 40 goals on which the published returns were measured: NumPy's <c>RandomState(1).uniform(0, 3, (40,))</c>, for a direction below 1.5 or not.</summary>
    public override double[][] TestGoals() => PublishedGoals(Draw);

    /// <inheritdoc/>
    /// <exception cref="DllNotFoundException">There is no MuJoCo that can be used.</exception>
    public override IEnvironment Create() => new AntEnvironment(this);

    private void Draw(Func<double, double, double> uniform, Span<double> goal)
    {
        if (this.goal == AntGoal.Velocity) goal[0] = uniform(0, 3);
        else if (this.goal == AntGoal.Direction) goal[0] = uniform(0, 3) < 1.5 ? -1 : 1;
        else (goal[0], goal[1]) = (uniform(-3, 3), uniform(-3, 3));
    }

    /// <summary>What a state is worth, before the cost of the controls and the bonus for standing.</summary>
    internal double Worth(ReadOnlySpan<double> centerOfMass, ReadOnlySpan<double> velocity, ReadOnlySpan<double> goal) => this.goal switch
    {
        AntGoal.Velocity => 1 - Math.Abs(velocity[0] - goal[0]),
        AntGoal.Direction => goal[0] * velocity[0],
        _ => 4 - Math.Abs(centerOfMass[0] - goal[0]) - Math.Abs(centerOfMass[1] - goal[1]),
    };

    private enum AntGoal
    {
        Velocity,
        Direction,
        Place,
    }
}
