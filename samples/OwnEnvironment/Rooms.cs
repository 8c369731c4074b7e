using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;

namespace OwnEnvironment;

/// <summary>Rooms to heat or cool, each for somebody who likes a temperature that the controller is not told: it learns of their discomfort alone.</summary>
internal sealed class Rooms : EnvironmentFamily
{
    public override string Name => "rooms";

    public override int ObservationSize => 1;                                    // the temperature; 0 is that outside

    public override ActionSpace Actions { get; } = new BoxActions(1, -1, 1);     // how much to cool or heat

    public override int Horizon => 30;

    public override int GoalSize => 1;                                           // the temperature that is liked

    public override void DrawGoal(RandomStream random, Span<double> goal) => goal[0] = random.Uniform(-1, 1);

    public override IEnvironment Create() => new Room();

    private sealed class Room : IEnvironment
    {
        private double temperature, liked;

        public void Reset(ReadOnlySpan<double> goal, RandomStream random, Span<float> observation)
        {
            (liked, temperature) = (goal[0], random.Uniform(-0.2, 0.2));
            observation[0] = (float)temperature;
        }

        public EnvironmentStep Step(ReadOnlySpan<float> action, Span<float> observation)
        {
            temperature += 0.3 * action[0] - 0.2 * temperature;
            observation[0] = (float)temperature;
            return new(-Math.Abs(temperature - liked));
        }

        public void Dispose()
        {
        }
    }
}
