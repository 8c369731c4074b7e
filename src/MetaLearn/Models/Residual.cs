using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// A residual block (He et al. 2016): body(x) + shortcut(x). Parameters of the body carry its own names, those of the shortcut <c>downsample</c> before them, as in
/// PyTorch's residual networks.
/// </summary>
public sealed class Residual : Module
{
    private readonly Module body;
    private readonly Module? shortcut;

    /// <summary>Makes the block.</summary>
    /// <param name="body">What is learned beside the shortcut.</param>
    /// <param name="shortcut">Brings x to the shape of the body's result, such as a 1×1 convolution; null for x itself.</param>
    public Residual(Module body, Module? shortcut = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        (this.body, this.shortcut) = (body, shortcut?.Named("downsample"));
        Specs = [.. body.Specs, .. this.shortcut?.Specs ?? []];
    }

    /// <summary>What follows the sum, such as an activation and pooling; nothing by default.</summary>
    /// <exception cref="ArgumentException">It has parameters.</exception>
    public Module After
    {
        get;
        init => field = value is { Specs.Count: 0 } ? value : throw new ArgumentException("What follows the sum must have no parameters.", nameof(After));
    } = new Sequential();

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs { get; }

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        var y = body.Forward(x, parameters[..body.Specs.Count], pass);
        var direct = shortcut?.Forward(x, parameters[body.Specs.Count..], pass) ?? x;
        if (y.Shape != direct.Shape) throw new ShapeException($"Residual: the body gives {y.Shape} and the shortcut {direct.Shape}; a sum needs one shape.");
        return After.Forward(y + direct, [], pass);
    }
}
