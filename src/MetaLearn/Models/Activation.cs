using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>An element-wise function as a module without parameters.</summary>
/// <param name="function">Keeps the shape; any of <see cref="Functions"/> that takes one formula.</param>
public class Activation(Func<Expression, Expression> function) : Module
{
    /// <summary>None.</summary>
    public override IReadOnlyList<ParameterSpec> Specs => [];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => function(x);
}
