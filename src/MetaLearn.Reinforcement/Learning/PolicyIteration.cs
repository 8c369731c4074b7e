namespace MetaLearn.Reinforcement.Learning;

/// <summary>What an iteration did.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Returns">Mean undiscounted return before adapting and after each inner step.</param>
/// <param name="Update">Of the parameters.</param>
/// <param name="EnvironmentSteps">Of all trajectories.</param>
/// <param name="Faults">Trajectories that ended by a NaN or infinite state.</param>
/// <param name="SimulationTime">In the environments.</param>
/// <param name="PolicyTime">In the policy while it acts.</param>
/// <param name="AdaptationTime">In baselines, advantages and inner steps.</param>
public sealed record PolicyIteration(
    long Number, IReadOnlyList<double> Returns, OuterReport Update, long EnvironmentSteps, int Faults, TimeSpan SimulationTime, TimeSpan PolicyTime, TimeSpan AdaptationTime);
