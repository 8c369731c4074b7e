using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// Half-cheetah, on MuJoCo: a planar runner with six motors whose goal is a speed or a direction (Finn et al. 2017, section 5.3, as the published code has it). The observation is the
/// positions without x (8 numbers), the velocities (9) and the centre of mass (3). No trajectory ends before its horizon, unless the simulation fails.
/// </summary>
public sealed class HalfCheetah : EnvironmentFamily
{
    private readonly Lazy<PhysicsModel> model = new(() => new(HalfCheetahModel.Xml(), HalfCheetahModel.Sensors));
    private readonly Lazy<PhysicsModel> shape = new(() => new(HalfCheetahModel.Xml(withShape: true), HalfCheetahModel.Sensors + 6 * HalfCheetahModel.Shape.Count));
    private readonly bool isVelocity;

    private HalfCheetah(bool isVelocity, PhysicsPreset preset, int horizon)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(horizon);
        (this.isVelocity, Preset, Horizon) = (isVelocity, preset, horizon);
    }

    /// <inheritdoc/>
    public override string Name => isVelocity ? "cheetah-velocity" : "cheetah-direction";

    /// <summary>How it is simulated.</summary>
    public PhysicsPreset Preset { get; }

    /// <inheritdoc/>
    public override int ObservationSize => 20;

    /// <inheritdoc/>
    public override ActionSpace Actions { get; } = new BoxActions(6, -1, 1);

    /// <inheritdoc/>
    public override int Horizon { get; }

    /// <inheritdoc/>
    public override int GoalSize => 1;

    /// <inheritdoc/>
    public override double SecondsPerStep => 0.01 * FrameSkip;

    /// <summary>Physics steps of an action.</summary>
    internal int FrameSkip => Preset == PhysicsPreset.Rllab ? 1 : 5;

    /// <summary>Compiled at first use.</summary>
    internal PhysicsModel Model => model.Value;

    /// <summary>The same with sensors for a picture.</summary>
    internal PhysicsModel Shape => shape.Value;

    /// <summary>Runs at a wanted speed, in m/s, drawn from U(0, 2): the reward is −|v − goal| − 0.05 Σ a², where v is the x velocity of the centre of mass after the step.</summary>
    /// <param name="preset">How it is simulated.</param>
    /// <param name="horizon">Steps of a trajectory: at least 1.</param>
    public static HalfCheetah Velocity(PhysicsPreset preset = PhysicsPreset.Rllab, int horizon = 200) => new(true, preset, horizon);

    /// <summary>Runs forwards, goal 1, or backwards, goal −1, as fast as it can: the reward is goal · v − 0.05 Σ a². There are only these two goals.</summary>
    /// <param name="preset">How it is simulated.</param>
    /// <param name="horizon">Steps of a trajectory: at least 1.</param>
    public static HalfCheetah Direction(PhysicsPreset preset = PhysicsPreset.Rllab, int horizon = 200) => new(false, preset, horizon);

    /// <inheritdoc/>
    public override void DrawGoal(RandomStream random, Span<double> goal)
    {
        ArgumentNullException.ThrowIfNull(random);
        Draw(random.Uniform, goal);
    }

    /// <summary>The 40 goals on which the published returns were measured: NumPy's <c>RandomState(1).uniform(0, 2, (40,))</c>, for a direction below 1 or not.</summary>
    public override double[][] TestGoals() => PublishedGoals(Draw);

    /// <inheritdoc/>
    /// <exception cref="DllNotFoundException">There is no MuJoCo that can be used.</exception>
    public override IEnvironment Create() => new HalfCheetahEnvironment(this);

    private void Draw(Func<double, double, double> uniform, Span<double> goal)
    {
        var drawn = uniform(0, 2);
        goal[0] = isVelocity ? drawn : drawn < 1 ? -1 : 1;
    }

    /// <summary>What a velocity is worth, before the cost of the controls.</summary>
    internal double Worth(double velocity, double goal) => isVelocity ? -Math.Abs(velocity - goal) : goal * velocity;
}
