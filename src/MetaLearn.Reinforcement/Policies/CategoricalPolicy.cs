using System.Numerics.Tensors;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Policies;

/// <summary>One of several actions with the softmax of a network's output. A row of the distribution is the logits.</summary>
/// <param name="network">From observations to logits.</param>
/// <param name="observationSize">Numbers of an observation: at least 1.</param>
/// <param name="actions">To choose from: at least 2.</param>
public sealed class CategoricalPolicy(Module network, int observationSize, int actions) : Policy
{
    /// <inheritdoc/>
    public override int ObservationSize => observationSize;

    /// <inheritdoc/>
    public override int ActionSize => 1;

    /// <inheritdoc/>
    public override int DistributionSize => actions;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => network.Specs;

    /// <inheritdoc/>
    public override Expression LogProbability(Expression distribution, Expression actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        return Sum(OneHot(Reshape(actions, new(actions.Shape[0])), DistributionSize) * LogSoftmax(distribution), [1]);
    }

    /// <inheritdoc/>
    public override Expression Divergence(Expression from, Expression to)
    {
        var logs = LogSoftmax(from);
        return Sum(Exp(logs) * (logs - LogSoftmax(to)), [1]);
    }

    /// <inheritdoc/>
    public override void Draw(ReadOnlySpan<float> distribution, RandomStream random, Span<float> action)
    {
        ArgumentNullException.ThrowIfNull(random);
        // The largest of logits with Gumbel noise is distributed as the softmax: no sums that could round to less than 1. Where no logit is a number, neither is the action,
        // so that the trajectory ends as faulty.
        var (best, most) = (float.NaN, double.NegativeInfinity);
        for (var i = 0; i < distribution.Length; i++)
        {
            var noisy = distribution[i] - Math.Log(-Math.Log(1 - random.NextDouble()));
            if (noisy > most) (best, most) = (i, noisy);
        }
        action[0] = best;
    }

    /// <inheritdoc/>
    public override void Likeliest(ReadOnlySpan<float> distribution, Span<float> action) => action[0] = TensorPrimitives.IndexOfMax(distribution);

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => network.Apply(x, [.. parameters], pass);
}
