namespace MetaLearn.Reinforcement.Rollouts;

/// <summary>
/// The value of a state as a linear function of features of the observation o and the time t in hundreds of steps:
/// <c>[clip(o, ±10), clip(o, ±10)², t, t², t³, 1]</c>, fitted by ridge regression to the discounted returns of the very trajectories it then predicts. As
/// published (Duan et al., 2016; the code of MAML): anew for each episode and phase, since a fit that episodes share would hide which goal a return belongs to.
/// </summary>
public sealed record LinearBaseline
{
    private const float Clip = 10;

    // Times the ridge is raised tenfold before the fit is given up.
    private const int Tries = 5;

    /// <summary>Weight of the penalty on the squared coefficients: positive and finite; 1e-5 by default. Raised tenfold, up to four times, where the fit is not finite.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive and finite.</exception>
    public double Ridge { get; init => field = Require.Positive(value, nameof(Ridge)); } = 1e-5;

    /// <summary>Fits the returns of one episode and fills what the fit predicts. Thread-safe.</summary>
    /// <param name="observations">What the policy saw before each action, <c>[trajectories, horizon, observation]</c>: finite.</param>
    /// <param name="rewards">Of each action, <c>[trajectories, horizon]</c>: finite.</param>
    /// <param name="lengths">Steps of each trajectory: 0 to <paramref name="horizon"/>, not all 0. What stands behind them is not read.</param>
    /// <param name="horizon">Room for steps in each trajectory: at least 1.</param>
    /// <param name="discount">γ, in [0, 1].</param>
    /// <param name="values">Filled with the predicted returns, <c>[trajectories, horizon]</c>; 0 behind a trajectory's end.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or no trajectory has a step.</exception>
    /// <exception cref="ArithmeticException">No fit is finite, because an observation or a return is not.</exception>
    public void Fit(
        ReadOnlySpan<float> observations, ReadOnlySpan<double> rewards, ReadOnlySpan<int> lengths, int horizon, double discount, Span<double> values)
    {
        var size = SizeOf(observations, rewards, lengths, horizon, discount, values);
        var features = 2 * size + 4;
        var (system, samples, returns) = (new RidgeSystem(features), new double[features * horizon], new double[horizon]);
        for (var i = 0; i < lengths.Length; i++)
        {
            FillReturns(rewards.Slice(i * horizon, lengths[i]), discount, returns);
            FillFeatures(observations.Slice(i * horizon * size, lengths[i] * size), size, horizon, samples);
            system.Add(samples, horizon, returns.AsSpan(0, lengths[i]));
        }
        var weights = Solve(system, features);
        values.Clear();
        for (var i = 0; i < lengths.Length; i++)
            for (var step = 0; step < lengths[i]; step++)
                values[i * horizon + step] = Predict(weights, observations.Slice((i * horizon + step) * size, size), step);
    }

    private static int SizeOf(
        ReadOnlySpan<float> observations, ReadOnlySpan<double> rewards, ReadOnlySpan<int> lengths, int horizon, double discount, Span<double> values)
    {
        TrajectoryLengths.Check(lengths, horizon);
        TrajectoryLengths.CheckCount(rewards.Length, lengths, horizon, 1, nameof(rewards));
        TrajectoryLengths.CheckCount(values.Length, lengths, horizon, 1, nameof(values));
        var size = Math.Max(1, observations.Length / rewards.Length);
        TrajectoryLengths.CheckCount(observations.Length, lengths, horizon, size, nameof(observations));
        Require.InUnit(discount, nameof(discount));
        return size;
    }

    private double[] Solve(RidgeSystem system, int features)
    {
        var weights = new double[features];
        var ridge = Ridge;
        for (var i = 0; i < Tries; i++, ridge *= 10)
            if (system.TrySolve(ridge, weights)) return weights;
        throw new ArithmeticException($"The baseline has no finite fit with a ridge of up to {ridge / 10:g}: an observation or a return is not finite.");
    }

    private static void FillReturns(ReadOnlySpan<double> rewards, double discount, Span<double> returns)
    {
        var sum = 0.0;
        for (var step = rewards.Length - 1; step >= 0; step--) returns[step] = sum = rewards[step] + discount * sum;
    }

    // Feature after feature, so that a product of two features over the steps is one pass over memory.
    private static void FillFeatures(ReadOnlySpan<float> observations, int size, int horizon, Span<double> samples)
    {
        for (var step = 0; step < observations.Length / size; step++)
        {
            for (var i = 0; i < size; i++)
            {
                double o = Math.Clamp(observations[step * size + i], -Clip, Clip);
                (samples[i * horizon + step], samples[(size + i) * horizon + step]) = (o, o * o);
            }
            var time = samples[(2 * size * horizon)..];
            var t = Time(step);
            (time[step], time[horizon + step], time[2 * horizon + step], time[3 * horizon + step]) = (t, t * t, t * t * t, 1);
        }
    }

    private static double Predict(ReadOnlySpan<double> weights, ReadOnlySpan<float> observation, int step)
    {
        var (size, t) = (observation.Length, Time(step));
        var ofTime = weights[(2 * size)..];
        var value = ofTime[3] + t * (ofTime[0] + t * (ofTime[1] + t * ofTime[2]));
        for (var i = 0; i < size; i++)
        {
            double o = Math.Clamp(observation[i], -Clip, Clip);
            value += o * (weights[i] + o * weights[size + i]);
        }
        return value;
    }

    private static double Time(int step) => step / 100.0;
}
