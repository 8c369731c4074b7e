using MetaLearn.Autodiff;

namespace MetaLearn.Models;

internal sealed class NamedModule(string prefix, Module inner) : Module
{
    public override IReadOnlyList<ParameterSpec> Specs { get; } = [.. inner.Specs.Select(spec => spec with { Name = $"{prefix}.{spec.Name}" })];

    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass) => inner.Forward(x, parameters, pass);
}
