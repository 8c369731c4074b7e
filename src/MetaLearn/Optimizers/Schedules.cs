namespace MetaLearn.Optimizers;

/// <summary>The usual schedules.</summary>
public static class Schedules
{
    /// <summary>The same rate always.</summary>
    /// <param name="rate">Positive and finite.</param>
    public static Schedule Constant(double rate)
    {
        Require.Positive(rate, nameof(rate));
        return _ => rate;
    }

    /// <summary>rate · factorᵏ, where k = ⌊iteration / every⌋; PyTorch's <c>StepLR</c>.</summary>
    /// <param name="rate">Of the first iterations: positive and finite.</param>
    /// <param name="every">Iterations between two changes: at least 1.</param>
    /// <param name="factor">Positive and finite; 0.1 by default.</param>
    public static Schedule Step(double rate, long every, double factor = 0.1)
    {
        Require.Positive(rate, nameof(rate));
        Require.Positive(factor, nameof(factor));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(every);
        return iteration => rate * Math.Pow(factor, iteration / every);
    }

    /// <summary>
    /// minimum + ½ (rate − minimum) (1 + cos(π · iteration / total)), and the minimum from iteration <paramref name="total"/> on; Loshchilov and Hutter (2017),
    /// equation 5, without restarts. PyTorch's <c>CosineAnnealingLR</c> rises again after its total.
    /// </summary>
    /// <param name="rate">Of iteration 0: positive and finite.</param>
    /// <param name="total">Iterations until the minimum: at least 1.</param>
    /// <param name="minimum">At least 0 and at most <paramref name="rate"/>; 0 by default.</param>
    public static Schedule Cosine(double rate, long total, double minimum = 0)
    {
        Require.Positive(rate, nameof(rate));
        Require.NotNegative(minimum, nameof(minimum));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minimum, rate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        return iteration => minimum + (rate - minimum) * (1 + Math.Cos(Math.PI * Math.Min(iteration, total) / total)) / 2;
    }

    /// <summary>A straight line from one rate to another, then constant; PyTorch's <c>LinearLR</c>, with rates instead of factors.</summary>
    /// <param name="from">Of iteration 0: at least 0 and finite.</param>
    /// <param name="to">From iteration <paramref name="total"/> on: at least 0 and finite.</param>
    /// <param name="total">Iterations between the two: at least 1.</param>
    public static Schedule Linear(double from, double to, long total)
    {
        Require.NotNegative(from, nameof(from));
        Require.NotNegative(to, nameof(to));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(total);
        return iteration => from + (to - from) * Math.Min(iteration, total) / total;
    }

    /// <summary>Another schedule whose rates are first multiplied by a factor that rises in a straight line to 1.</summary>
    /// <param name="schedule">What is followed; its iterations are not shifted.</param>
    /// <param name="iterations">How long the factor is below 1: at least 1.</param>
    /// <param name="startFactor">The factor of iteration 0: at least 0 and at most 1; 0.1 by default.</param>
    public static Schedule WarmUp(Schedule schedule, long iterations, double startFactor = 0.1)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        Require.NotNegative(startFactor, nameof(startFactor));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(startFactor, 1);
        return iteration => schedule(iteration) * (startFactor + (1 - startFactor) * Math.Min(iteration, iterations) / iterations);
    }
}
