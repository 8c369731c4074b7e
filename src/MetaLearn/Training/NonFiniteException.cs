using MetaLearn.Autodiff;

namespace MetaLearn.Training;

/// <summary>A loss or gradient became NaN or infinite. The message says at which iteration and episode, and which operation made it first.</summary>
public sealed class NonFiniteException : Exception
{
    /// <summary>Makes the exception.</summary>
    public NonFiniteException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public NonFiniteException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public NonFiniteException()
    {
    }

    /// <summary>The optimiser's step made parameters or state from finite gradients that are not: a rate too large, or a square that overflowed.</summary>
    internal static NonFiniteException InStep(Executor<float> update, long iteration)
        => new($"The outer step is not finite at iteration {iteration}: {update.FindNonFinite()}.");

    internal static NonFiniteException In(Executor<float> executor, long iteration, ulong seed, long firstEpisode)
    {
        var where = $"iteration {iteration} (seed {seed}, episodes {firstEpisode} to {firstEpisode + executor.Episodes - 1})";
        return executor.FindNonFinite(seed, firstEpisode) is { } origin
            ? new($"The meta-loss or its gradient is not finite at {where}: {origin}.")
            : new($"The mean over the meta-batch is not finite at {where}, though every episode's value is: the sum overflowed.");
    }
}
