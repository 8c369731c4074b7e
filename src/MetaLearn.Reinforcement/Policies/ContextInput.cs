using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Policies;

/// <summary>
/// Appends learned numbers to every observation: put before a network, and let the inner loop move <c>context</c> alone, it is the context-vector baseline of the MAML
/// paper (section 5.3).
/// </summary>
/// <param name="size">Of the context: at least 1.</param>
public sealed class ContextInput(int size) : Module
{
    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??= [new("context", new(size), Initializers.Zeros)];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
        => Concatenate(1, x, BroadcastTo(parameters[0], new(x.Shape[0], size)));
}
