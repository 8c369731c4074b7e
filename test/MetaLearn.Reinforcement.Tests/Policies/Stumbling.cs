using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Tests.Policies;

/// <summary>A policy some of whose actions are NaN.</summary>
internal sealed class Stumbling(Policy inner, double chance) : Policy
{
    public override int ObservationSize => inner.ObservationSize;

    public override int ActionSize => inner.ActionSize;

    public override int DistributionSize => inner.DistributionSize;

    public override IReadOnlyList<ParameterSpec> Specs => inner.Specs;

    public override Expression LogProbability(Expression distribution, Expression actions) => inner.LogProbability(distribution, actions);

    public override Expression Divergence(Expression from, Expression to) => inner.Divergence(from, to);

    public override void Draw(ReadOnlySpan<float> distribution, RandomStream random, Span<float> action)
    {
        inner.Draw(distribution, random, action);
        if (random.NextDouble() < chance) action.Fill(float.NaN);
    }

    public override void Likeliest(ReadOnlySpan<float> distribution, Span<float> action) => inner.Likeliest(distribution, action);

    protected override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => inner.Apply(x, [.. parameters]);
}
