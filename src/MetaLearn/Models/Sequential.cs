using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// Modules one after the other. Parameters carry their module's position, as in PyTorch's <c>nn.Sequential</c>: <c>0.weight</c>; sequences
/// nest: <c>1.0.weight</c>. Without modules it gives x back.
/// </summary>
public sealed class Sequential : Module
{
    private readonly Module[] modules;

    /// <summary>Makes the chain.</summary>
    /// <param name="modules">The first gets x, each further one what the one before gives.</param>
    public Sequential(params ReadOnlySpan<Module> modules)
    {
        this.modules = [.. modules];
        foreach (var module in modules) ArgumentNullException.ThrowIfNull(module, nameof(modules));
        Specs = [.. this.modules.SelectMany((module, position) => module.Specs.Select(spec => spec with { Name = $"{position}.{spec.Name}" }))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; }

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters)
    {
        foreach (var module in modules)
        {
            x = module.Forward(x, parameters[..module.Specs.Count]);
            parameters = parameters[module.Specs.Count..];
        }
        return x;
    }
}
