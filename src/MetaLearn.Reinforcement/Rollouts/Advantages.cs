using System.Buffers;
using System.Numerics.Tensors;

namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>
/// How much better each action was than expected. Generalised advantage estimation (Schulman et al., 2016, equation 16):
/// <c>Aₜ = Σₗ (γλ)ˡ δₜ₊ₗ</c> with <c>δₜ = rₜ + γ·V(sₜ₊₁) − V(sₜ)</c>, then centred and scaled to unit deviation over one episode.
/// As published in MAML's code, the value behind the last step is 0 at a true end and at the horizon alike.
/// </summary>
public static class Advantages
{
    // Of the deviation, so that equal advantages become 0 and not NaN.
    private const double Guard = 1e-8;

    /// <summary>Fills the normalised advantages of one episode. Thread-safe.</summary>
    /// <param name="rewards">Of each action, <c>[trajectories, horizon]</c>.</param>
    /// <param name="values">V of the state before each action, <c>[trajectories, horizon]</c>.</param>
    /// <param name="lengths">Steps of each trajectory: 0 to <paramref name="horizon"/>, not all 0. What stands behind them is not read.</param>
    /// <param name="horizon">Room for steps in each trajectory: at least 1.</param>
    /// <param name="discount">γ, in [0, 1].</param>
    /// <param name="lambda">λ, in [0, 1]: 1 is the return minus the value, 0 the error of one step.</param>
    /// <param name="advantages">Filled, <c>[trajectories, horizon]</c>; 0 behind a trajectory's end.</param>
    /// <returns>What was subtracted from every advantage, and what it was then divided by.</returns>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or no trajectory has a step.</exception>
    public static (double Mean, double Deviation) Fill(
        ReadOnlySpan<double> rewards, ReadOnlySpan<double> values, ReadOnlySpan<int> lengths, int horizon, double discount, double lambda, Span<float> advantages)
    {
        TrajectoryLengths.Check(lengths, horizon);
        TrajectoryLengths.CheckCount(rewards.Length, lengths, horizon, 1, nameof(rewards));
        TrajectoryLengths.CheckCount(values.Length, lengths, horizon, 1, nameof(values));
        TrajectoryLengths.CheckCount(advantages.Length, lengths, horizon, 1, nameof(advantages));
        Require.InUnit(discount, nameof(discount));
        Require.InUnit(lambda, nameof(lambda));

        // The steps of all trajectories without gaps: what is normalised together stands together.
        var steps = TensorPrimitives.Sum(lengths);
        var rented = ArrayPool<double>.Shared.Rent(steps);
        var estimates = rented.AsSpan(0, steps);
        for (int i = 0, from = 0; i < lengths.Length; from += lengths[i++])
            Estimate(rewards.Slice(i * horizon, lengths[i]), values.Slice(i * horizon, lengths[i]), discount, lambda, estimates.Slice(from, lengths[i]));
        var scale = Normalise(estimates);
        advantages.Clear();
        for (int i = 0, from = 0; i < lengths.Length; from += lengths[i++])
            for (var step = 0; step < lengths[i]; step++) advantages[i * horizon + step] = (float)estimates[from + step];
        ArrayPool<double>.Shared.Return(rented);
        return scale;
    }

    /// <summary>The advantages of one trajectory as the equation has them, before they are normalised.</summary>
    internal static void Estimate(ReadOnlySpan<double> rewards, ReadOnlySpan<double> values, double discount, double lambda, Span<double> advantages)
    {
        var (next, sum) = (0.0, 0.0);
        for (var step = rewards.Length - 1; step >= 0; step--)
        {
            sum = rewards[step] + discount * next - values[step] + discount * lambda * sum;
            (advantages[step], next) = (sum, values[step]);
        }
    }

    private static (double Mean, double Deviation) Normalise(Span<double> advantages)
    {
        var mean = TensorPrimitives.Sum<double>(advantages) / advantages.Length;
        TensorPrimitives.Subtract(advantages, mean, advantages);
        var deviation = Math.Sqrt(TensorPrimitives.SumOfSquares<double>(advantages) / advantages.Length) + Guard;
        TensorPrimitives.Divide(advantages, deviation, advantages);
        return (mean, deviation);
    }
}
