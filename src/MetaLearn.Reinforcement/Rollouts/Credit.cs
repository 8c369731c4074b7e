using System.Runtime.ExceptionServices;

namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>How rewards become the advantages of actions: a baseline fitted to each episode's own trajectories, then generalised advantage estimation.</summary>
public sealed record Credit
{
    /// <summary>γ, by which a reward counts less for every step that it is later: in [0, 1]; 0.99 by default.</summary>
    public double Discount { get; init => field = Require.InUnit(value); } = 0.99;

    /// <summary>λ of generalised advantage estimation: in [0, 1]; 1 by default, the whole return minus the baseline.</summary>
    public double Lambda { get; init => field = Require.InUnit(value); } = 1;

    /// <summary>Estimates what a state is worth.</summary>
    public LinearBaseline Baseline { get; init; } = new();

    /// <summary>Fills a batch's advantages, and its discounted rewards and values for DiCE.</summary>
    /// <param name="batch">Of trajectories.</param>
    /// <param name="threads">At least 1; makes no difference to the result.</param>
    /// <remarks>An episode without a single step keeps advantages of 0.</remarks>
    /// <exception cref="ArithmeticException">An episode's baseline has no finite fit, because an observation or a reward is not finite.</exception>
    public void Assign(TrajectoryBatch batch, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(batch);
        try
        {
            Parallel.For(0, batch.Episodes, new ParallelOptions { MaxDegreeOfParallelism = threads }, episode => AssignTo(batch, episode));
        }
        catch (AggregateException failure)
        {
            // What went wrong in an episode is what the caller asked for, not how the episodes were spread over threads.
            ExceptionDispatchInfo.Throw(failure.InnerExceptions[0]);
        }
    }

    private void AssignTo(TrajectoryBatch batch, int episode)
    {
        var (rows, horizon) = (batch.RowsPerEpisode, batch.Horizon);
        var from = episode * rows;
        var rewards = batch.Rewards.AsSpan(from, rows);
        var lengths = batch.Lengths.AsSpan(episode * batch.Trajectories, batch.Trajectories);
        if (!lengths.ContainsAnyExcept(0)) return;
        var values = new double[rows];
        Baseline.Fit(batch.Observations.AsSpan(from * batch.ObservationSize, rows * batch.ObservationSize), rewards, lengths, horizon, Discount, values);
        var (mean, deviation) = Advantages.Fill(rewards, values, lengths, horizon, Discount, Lambda, batch.Advantages.AsSpan(from, rows));
        for (var i = 0; i < lengths.Length; i++)
        {
            var discount = 1 / deviation;
            for (var row = i * horizon; row < i * horizon + lengths[i]; row++, discount *= Discount)
            {
                batch.DiscountedRewards[from + row] = (float)(discount * rewards[row]);
                batch.DiscountedValues[from + row] = (float)(discount * (values[row] + mean));
            }
        }
    }
}
