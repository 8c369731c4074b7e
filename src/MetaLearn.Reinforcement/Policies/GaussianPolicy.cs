using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Policies;

/// <summary>
/// Independent normals around a network's output, whose σ does not depend on the observation: the policy of the MAML paper. A row of the distribution is all means,
/// then all log σ.
/// </summary>
/// <param name="network">From observations to means; its arrays come first among the policy's.</param>
/// <param name="observationSize">Numbers of an observation: at least 1.</param>
/// <param name="actionSize">Numbers of an action: at least 1.</param>
public sealed class GaussianPolicy(Module network, int observationSize, int actionSize) : Policy
{
    // The published floor of σ, 10⁻⁶.
    private static readonly double LogFloor = Math.Log(1e-6);

    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>σ before training: positive; 1 by default.</summary>
    public double InitialDeviation { get; init => field = Require.Positive(value); } = 1;

    /// <inheritdoc/>
    public override int ObservationSize => observationSize;

    /// <inheritdoc/>
    public override int ActionSize => actionSize;

    /// <inheritdoc/>
    public override int DistributionSize => 2 * actionSize;

    /// <summary>The network's arrays, then <c>log_sigma</c>, <c>[action]</c>.</summary>
    public override IReadOnlyList<ParameterSpec> Specs
        => field ??= [.. network.Specs, new("log_sigma", new(actionSize), Initializers.Constant(Math.Log(InitialDeviation)))];

    /// <inheritdoc/>
    public override Expression LogProbability(Expression distribution, Expression actions)
    {
        var (mean, logSigma) = Parts(distribution);
        var away = (actions - mean) * Exp(-logSigma);
        return Sum(-0.5 * away * away - logSigma, [1]) - HalfLogTwoPi * actionSize;
    }

    /// <inheritdoc/>
    public override Expression Divergence(Expression from, Expression to)
    {
        var ((mean, logSigma), (toMean, toLogSigma)) = (Parts(from), Parts(to));
        var (away, precision) = (mean - toMean, Exp(-2 * toLogSigma));
        return Sum(toLogSigma - logSigma + 0.5 * (Exp(2 * logSigma) + away * away) * precision - 0.5, [1]);
    }

    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<float> distribution, RandomStream random, Span<float> action)
    {
        ArgumentNullException.ThrowIfNull(random);
        for (var i = 0; i < actionSize; i++) action[i] = distribution[i] + MathF.Exp(distribution[actionSize + i]) * (float)random.Normal();
    }

    /// <inheritdoc/>
    public override void Likeliest(ReadOnlySpan<float> distribution, Span<float> action) => distribution[..actionSize].CopyTo(action);

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        var mean = network.Apply(x, [.. parameters[..^1]], pass);
        return Concatenate(1, mean, BroadcastTo(Maximum(parameters[^1], LogFloor), mean.Shape));
    }

    private (Expression Mean, Expression LogSigma) Parts(Expression distribution) => (Slice(distribution, 1, 0, actionSize), Slice(distribution, 1, actionSize, actionSize));
}
