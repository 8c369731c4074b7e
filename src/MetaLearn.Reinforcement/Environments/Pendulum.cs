using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>
/// Gym's pendulum, to be swung up and held, with a hidden mass m ~ U[0.5, 2], as in RLlib. The angle θ is 0 upright; the observation is <c>[cos θ, sin θ, ω]</c>, the
/// action a torque u within ±2, the reward −(θ² + 0.1·ω² + 0.001·u²) of the state before the step; 200 steps of 0.05 s. A poor demonstration of
/// adaptation, by published curves too: one policy is good for all masses.
/// </summary>
public sealed class Pendulum : EnvironmentFamily
{
    private const double Gravity = 10, Length = 1, Seconds = 0.05, MaximalSpeed = 8, LowestMass = 0.5, HighestMass = 2;

    /// <inheritdoc/>
    public override string Name => "pendulum";

    /// <inheritdoc/>
    public override int ObservationSize => 3;

    /// <inheritdoc/>
    public override ActionSpace Actions { get; } = new BoxActions(1, -2, 2);

    /// <inheritdoc/>
    public override int Horizon => 200;

    /// <summary>1: the mass.</summary>
    public override int GoalSize => 1;

    /// <inheritdoc/>
    public override void DrawGoal(RandomStream random, Span<double> goal)
    {
        ArgumentNullException.ThrowIfNull(random);
        goal[0] = random.Uniform(LowestMass, HighestMass);
    }

    /// <inheritdoc/>
    public override IEnvironment Create() => new Rod();

    private sealed class Rod : IEnvironment
    {
        private double mass, angle, speed;

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            (mass, angle, speed) = (goal[0], random.Uniform(-Math.PI, Math.PI), random.Uniform(-1, 1));
            Observe(observation);
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            double torque = action[0];
            var fromUpright = Math.IEEERemainder(angle, 2 * Math.PI);
            var cost = fromUpright * fromUpright + 0.1 * speed * speed + 0.001 * torque * torque;
            var acceleration = 1.5 * Gravity / Length * Math.Sin(angle) + 3 / (mass * Length * Length) * torque;
            speed = Math.Clamp(speed + acceleration * Seconds, -MaximalSpeed, MaximalSpeed);
            angle += speed * Seconds;
            Observe(observation);
            return new(-cost);
        }

        public void Sketch(ICollection<SketchLine> lines)
        {
            ArgumentNullException.ThrowIfNull(lines);
            lines.Add(new(0, 0, -Length * Math.Sin(angle), Length * Math.Cos(angle), 0.1));
        }

        public void Dispose()
        {
        }

        private void Observe(Span<float> observation)
            => (observation[0], observation[1], observation[2]) = ((float)Math.Cos(angle), (float)Math.Sin(angle), (float)speed);
    }
}
