using MetaLearn.Autodiff;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>Names, shapes and starts of arrays that are no network: a rule's, a cost's, a problem's own numbers.</summary>
internal sealed class RuleParameters(params IReadOnlyList<ParameterSpec> specs) : Module
{
    public override IReadOnlyList<ParameterSpec> Specs => specs;

    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
        => throw new InvalidOperationException("These arrays are not a function of x.");
}
