using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Reinforcement.Reproductions;

/// <summary>A row of a published table of returns.</summary>
/// <param name="Name">Of the row.</param>
/// <param name="Description">In one line.</param>
/// <param name="Options">As on the command line: <c>--algorithm maml --inner-learning-rate 0.1</c>.</param>
internal sealed record PolicyRow(string Name, string Description, string Options)
{
    /// <summary>Published return after 0, 1, … inner steps with its 95% interval, which is NaN where none was published; empty where nothing was.</summary>
    public IReadOnlyList<(double Return, double Interval)> Paper { get; init; } = [];

    /// <summary>First inner step from which on ours must reach the published return less its interval; null, the default, where nothing is judged.</summary>
    public int? JudgedFrom { get; init; }

    /// <summary>Whether a return is as good as published.</summary>
    /// <param name="step">Inner steps it is after.</param>
    /// <param name="ours">The return.</param>
    /// <param name="faults">Trajectories that ended by a NaN or infinite state: with one, no return agrees.</param>
    /// <returns>What is asked of the return, and whether it is so; nulls where nothing is judged, because nothing was asked for, or no interval published.</returns>
    public (string? Target, bool? Passes) Judge(int step, double ours, int faults)
    {
        if (!(step >= JudgedFrom && step < Paper.Count) || double.IsNaN(Paper[step].Interval)) return (null, null);
        var least = Paper[step].Return - Paper[step].Interval;
        return (FormattableString.Invariant($"at least {least:F2}, the published less its interval"), ours >= least && faults == 0);
    }

    /// <summary>What the row trains.</summary>
    /// <param name="problem">The table's.</param>
    /// <param name="iterations">In the place of the row's own; null for those.</param>
    /// <param name="seed">Of the training.</param>
    /// <param name="threads">Of the training.</param>
    public PolicySpec Spec(string problem, long? iterations, ulong seed, int threads)
    {
        var words = Options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var given = words.Chunk(2).Select(pair => (Field: PolicyFields.All.Single(field => field.Name == pair[0][2..]), Text: pair[1])).ToList();
        var algorithm = given.FirstOrDefault(one => one.Field.Name == "algorithm").Text ?? "maml";
        var spec = given.Aggregate(PolicySpec.For(problem, algorithm), (spec, one) => one.Field.Set(spec, one.Text)) with { Seed = seed, Threads = threads };
        if (iterations is not { } asked || spec.Iterations == 0) return spec;
        // Too short to tell one start from another.
        return spec with { Iterations = asked, Starts = asked < spec.StartIterations ? 1 : spec.Starts };
    }
}
