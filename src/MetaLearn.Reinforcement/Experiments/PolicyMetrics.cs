using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>What a line of a policy's <c>metrics.jsonl</c> holds.</summary>
internal static class PolicyMetrics
{
    public const string Before = "return_before", After = "return_after", Validation = "validation_return", ValidationFaults = "validation_faults";

    public static IEnumerable<(string Name, double Value)> Of(PolicyIteration iteration, (double Return, int Faults)? validation, PolicyState state)
    {
        yield return (Before, iteration.Returns[0]);
        if (iteration.Returns.Count > 1) yield return (After, iteration.Returns[^1]);
        if (validation is { } found)
        {
            yield return (Validation, found.Return);
            yield return (ValidationFaults, found.Faults);
        }
        yield return ("loss_before", iteration.Update.LossBefore);
        yield return ("loss_after", iteration.Update.LossAfter);
        if (!double.IsNaN(iteration.Update.Divergence)) yield return ("kl", iteration.Update.Divergence);
        yield return ("accepted", iteration.Update.IsAccepted ? 1 : 0);
        yield return ("backtracks", iteration.Update.Backtracks);
        yield return ("faults", iteration.Faults);
        yield return ("environment_steps", state.EnvironmentSteps);
        yield return ("seconds", state.Seconds);
        yield return ("seconds_simulation", iteration.SimulationTime.TotalSeconds);
        yield return ("seconds_policy", iteration.PolicyTime.TotalSeconds);
        yield return ("seconds_adaptation", iteration.AdaptationTime.TotalSeconds);
        yield return ("seconds_gradient", iteration.Update.GradientTime.TotalSeconds);
        yield return ("seconds_line_search", iteration.Update.SearchTime.TotalSeconds);
    }
}
