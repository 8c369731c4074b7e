namespace MetaLearn.Reinforcement.Learning;

/// <summary>What an outer update did.</summary>
/// <param name="IsAccepted">Whether the parameters changed.</param>
/// <param name="LossBefore">The surrogate loss before it.</param>
/// <param name="LossAfter">After it.</param>
/// <param name="Divergence">Mean KL between the adapted policies before and after it, in nats; NaN where it is not looked at.</param>
/// <param name="Backtracks">Times that the line search shortened the step.</param>
/// <param name="GradientTime">Of the meta-gradient, and of the step's direction.</param>
/// <param name="SearchTime">Of the line search.</param>
public sealed record OuterReport(bool IsAccepted, double LossBefore, double LossAfter, double Divergence, int Backtracks, TimeSpan GradientTime, TimeSpan SearchTime);
