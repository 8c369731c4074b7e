using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Tests.Algorithms;

/// <summary>A model that predicts its only number whatever x is.</summary>
internal sealed class OneNumber : Module
{
    public override IReadOnlyList<ParameterSpec> Specs { get; } = [new("theta", new(1), Initializers.Zeros)];

    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => Functions.BroadcastTo(parameters[0], x.Shape);
}
