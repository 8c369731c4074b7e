using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Reinforcement.Tests.Policies;

/// <summary>A network from one number to one whose formula can be written only so often.</summary>
internal sealed class FailsAtCall(int call) : Module
{
    private readonly Mlp inner = new(1, 1);
    private int calls;

    public override IReadOnlyList<ParameterSpec> Specs => inner.Specs;

    protected override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
        => ++calls < call ? inner.Apply(x, [.. parameters]) : throw new InvalidOperationException("No more formulas.");
}
