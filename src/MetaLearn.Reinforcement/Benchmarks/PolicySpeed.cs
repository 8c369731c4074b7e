namespace MetaLearn.Reinforcement.Benchmarks;

/// <summary>How fast a policy is trained.</summary>
/// <param name="Name">Of the case.</param>
/// <param name="Threads">Of the training.</param>
/// <param name="Goals">Of an iteration.</param>
/// <param name="EnvironmentStepsPerSecond">Of one environment alone on one thread, policies not included.</param>
/// <param name="GymnasiumStepsPerSecond">The same at that preset, five physics steps each; null where the problem has no presets.</param>
/// <param name="TrainingStepsPerSecond">Environment steps of whole iterations.</param>
/// <param name="PerIteration">Time of one.</param>
/// <param name="Shares">Of the iteration's time by stage: <c>simulation</c>, <c>policy</c> (choosing actions), <c>adaptation</c> (baselines, advantages, inner steps), <c>gradient</c> (with conjugate gradients), <c>line search</c>.</param>
public sealed record PolicySpeed(
    string Name, int Threads, int Goals, double EnvironmentStepsPerSecond, double? GymnasiumStepsPerSecond, double TrainingStepsPerSecond, TimeSpan PerIteration, IReadOnlyList<(string Stage, double Share)> Shares);
