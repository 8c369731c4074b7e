using System.Globalization;
using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// Modules one after the other. Parameters carry their module's position, as in PyTorch's <c>nn.Sequential</c>: <c>0.weight</c>, or its name where there are names:
/// <c>conv.weight</c>; sequences nest: <c>1.0.weight</c>. Without modules it gives x back.
/// </summary>
public sealed class Sequential : Module
{
    private readonly (string Name, Module Module)[] modules;

    /// <summary>Makes the chain.</summary>
    /// <param name="modules">The first gets x, each further one what the one before gives.</param>
    public Sequential(params ReadOnlySpan<Module> modules) : this(Numbered(modules))
    {
    }

    /// <summary>Makes the chain with names, as PyTorch's <c>nn.Sequential</c> of an ordered dictionary.</summary>
    /// <param name="modules">The first gets x, each further one what the one before gives. Names differ and are not empty.</param>
    /// <exception cref="ArgumentException">A name is empty or given twice.</exception>
    public Sequential(IReadOnlyList<(string Name, Module Module)> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        this.modules = [.. modules];
        foreach (var (name, module) in this.modules)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(modules));
            ArgumentNullException.ThrowIfNull(module, nameof(modules));
        }
        if (this.modules.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two modules are named '{twice.Key}'.", nameof(modules));
        Specs = [.. this.modules.SelectMany(one => one.Module.Specs.Select(spec => spec with { Name = $"{one.Name}.{spec.Name}" }))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; }

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        foreach (var (_, module) in modules)
        {
            x = module.Forward(x, parameters[..module.Specs.Count], pass);
            parameters = parameters[module.Specs.Count..];
        }
        return x;
    }

    private static (string, Module)[] Numbered(ReadOnlySpan<Module> modules)
    {
        var numbered = new (string, Module)[modules.Length];
        for (var i = 0; i < numbered.Length; i++) numbered[i] = (i.ToString(CultureInfo.InvariantCulture), modules[i]);
        return numbered;
    }
}
