using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>Which navigation is meant: what MAML's code does differs from what its text says.</summary>
public enum NavigationVariant
{
    /// <summary>As the code that made the published figures: reward −‖s − g‖, ended when both |Δx| and |Δy| are below 0.01.</summary>
    Published,

    /// <summary>As the paper's text: reward −‖s − g‖², ended when ‖s − g‖ is below 0.01.</summary>
    Paper,
}

/// <summary>
/// A point in the plane that looks for a goal it cannot see (Finn et al., 2017, section 5.3): start (0, 0), goal g ~ U[−0.5, 0.5]², observation the position s, action
/// its change, each coordinate within ±0.1, rewarded after the move; at most 100 steps. A policy's ±1 are the bounds in both variants, as in the code.
/// </summary>
/// <param name="variant">As the published code by default.</param>
public sealed class Navigation(NavigationVariant variant = NavigationVariant.Published) : EnvironmentFamily
{
    private const double GoalRange = 0.5, Near = 0.01;

    /// <summary>Which navigation it is.</summary>
    public NavigationVariant Variant { get; } = Require.Defined(variant, nameof(variant));

    /// <summary><c>navigation</c>, or <c>navigation-paper</c>.</summary>
    public override string Name => Variant == NavigationVariant.Published ? "navigation" : "navigation-paper";

    /// <inheritdoc/>
    public override int ObservationSize => 2;

    /// <inheritdoc/>
    public override ActionSpace Actions { get; } = new BoxActions(2, -0.1f, 0.1f);

    /// <inheritdoc/>
    public override int Horizon => 100;

    /// <inheritdoc/>
    public override int GoalSize => 2;

    /// <inheritdoc/>
    public override void DrawGoal(RandomStream random, Span<double> goal)
    {
        ArgumentNullException.ThrowIfNull(random);
        Draw(random.Uniform, goal);
    }

    /// <summary>The 40 goals on which the published returns were measured: NumPy's <c>RandomState(1).uniform(-0.5, 0.5, (40, 2))</c>.</summary>
    public override double[][] TestGoals() => PublishedGoals(Draw);

    /// <inheritdoc/>
    public override IEnvironment Create() => new Point(Variant);

    private static void Draw(Func<double, double, double> uniform, Span<double> goal) => (goal[0], goal[1]) = (uniform(-GoalRange, GoalRange), uniform(-GoalRange, GoalRange));

    private sealed class Point(NavigationVariant variant) : IEnvironment
    {
        private double x, y, goalX, goalY;

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            (x, y, goalX, goalY) = (0, 0, goal[0], goal[1]);
            Observe(observation);
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            (x, y) = (x + action[0], y + action[1]);
            Observe(observation);
            var (dx, dy) = (x - goalX, y - goalY);
            var square = dx * dx + dy * dy;
            return variant == NavigationVariant.Published
                ? new(-Math.Sqrt(square), Math.Abs(dx) < Near && Math.Abs(dy) < Near)
                : new(-square, square < Near * Near);
        }

        public void Dispose()
        {
        }

        private void Observe(Span<float> observation) => (observation[0], observation[1]) = ((float)x, (float)y);
    }
}
