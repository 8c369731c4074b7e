namespace MetaLearn.Reinforcement.Learning;

/// <summary>Returns of goals by inner step.</summary>
/// <param name="ByGoal">For each goal after 0, 1, … inner steps.</param>
/// <param name="Faults">Trajectories that ended by a NaN or infinite state.</param>
public sealed record PolicyReturns(IReadOnlyList<double[]> ByGoal, int Faults)
{
    /// <summary>
    /// The same policies' returns as the sampler behind MAML's published figures counts them: environments start again until a horizon's steps for each are done, and the return is the mean
    /// over the trajectories that ended, among which short ones are more frequent; <see cref="Faults"/> there are those of all starts. Null where it was not asked for.
    /// </summary>
    public PolicyReturns? Restarted { get; init; }

    /// <summary>The mean over goals after some inner steps.</summary>
    /// <param name="step">0, 1, ….</param>
    public double MeanAfter(int step) => ByGoal.Average(returns => returns[step]);

    /// <summary>Half width of its 95% interval, 1.96 σ/√goals.</summary>
    /// <param name="step">0, 1, ….</param>
    public double IntervalAfter(int step) => Interval([.. ByGoal.Select(returns => returns[step])]);

    /// <summary>These returns less others on the same goals: the mean of the differences and half width of its 95% interval, paired by goal.</summary>
    /// <param name="others">Of the same goals in the same order.</param>
    /// <param name="step">0, 1, …, that both have.</param>
    /// <exception cref="ArgumentException">There are other goals.</exception>
    public (double Mean, double Interval) MinusAfter(PolicyReturns others, int step)
    {
        ArgumentNullException.ThrowIfNull(others);
        if (others.ByGoal.Count != ByGoal.Count) throw new ArgumentException($"There are {ByGoal.Count} goals here and {others.ByGoal.Count} there.", nameof(others));
        double[] differences = [.. ByGoal.Zip(others.ByGoal, (here, there) => here[step] - there[step])];
        return (differences.Average(), Interval(differences));
    }

    /// <summary>The share of goals whose return some inner steps made worse than none: negative adaptation.</summary>
    /// <param name="step">1, 2, ….</param>
    public double ShareWorseAfter(int step) => ByGoal.Average(returns => returns[step] < returns[0] ? 1.0 : 0.0);

    private static double Interval(double[] values)
    {
        var mean = values.Average();
        return 1.96 * Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) / values.Length);
    }
}
