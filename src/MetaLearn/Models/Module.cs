using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// A function of x and of learned arrays, written for one episode: x <c>[rows, ..in]</c> → <c>[rows, ..out]</c>. Immutable: it holds no
/// values, only names, shapes and how to start. Thread-safe. Made of other modules by asking for their arrays under longer names and
/// handing each its share; a module that stands in two places has separate arrays in each.
/// </summary>
public abstract class Module
{
    /// <summary>The arrays it needs, in the order that <see cref="Forward"/> finds them; the same at every call. Names differ.</summary>
    public abstract IReadOnlyList<ParameterSpec> Specs { get; }

    /// <summary>
    /// The arrays as leaves, in the order of <see cref="Specs"/> and named as they are: what the outer loop learns, a checkpoint stores and
    /// the inner loop replaces (<see cref="Expression.At"/>). The same objects at every call.
    /// </summary>
    public IReadOnlyList<Parameter> Parameters => Leaves.Value;

    private Lazy<Parameter[]> Leaves { get; }

    /// <summary>Makes the module; its leaves are made when they are first asked for.</summary>
    protected Module() => Leaves = new(() => [.. Specs.Select(spec => new Parameter(spec.Name, spec.Shape))]);

    /// <summary>The module's result for x at its own <see cref="Parameters"/>.</summary>
    /// <param name="x">Shape <c>[rows, ..in]</c>.</param>
    /// <exception cref="ShapeException">x does not fit.</exception>
    public Expression Apply(Expression x) => Apply(x, Parameters);

    /// <summary>The module's result for x at other parameters; equal to <c>Apply(x).At(Parameters, parameters)</c>.</summary>
    /// <param name="x">Shape <c>[rows, ..in]</c>.</param>
    /// <param name="parameters">One for each of <see cref="Specs"/>, of its shape.</param>
    /// <exception cref="ArgumentException">Their number is another.</exception>
    /// <exception cref="ShapeException">x or a parameter does not fit.</exception>
    public Expression Apply(Expression x, IReadOnlyList<Expression> parameters) => Apply(x, parameters, new Pass());

    /// <summary>The module's result for x at other parameters in a pass of a learner.</summary>
    /// <param name="x">Shape <c>[rows, ..in]</c>.</param>
    /// <param name="parameters">One for each of <see cref="Specs"/>, of its shape.</param>
    /// <param name="pass">Which set x is of, after how many inner steps, and whether the outer loop is training.</param>
    /// <exception cref="ArgumentException">The number of parameters is another.</exception>
    /// <exception cref="ShapeException">x or a parameter does not fit.</exception>
    public Expression Apply(Expression x, IReadOnlyList<Expression> parameters, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(pass);
        if (parameters.Count != Specs.Count)
            throw new ArgumentException($"{GetType().Name} has {Specs.Count} parameters, found {parameters.Count}.", nameof(parameters));
        for (var i = 0; i < parameters.Count; i++)
            if (parameters[i].Shape != Specs[i].Shape)
                throw new ShapeException($"{GetType().Name}: expected {Specs[i].Name} of shape {Specs[i].Shape}, found {parameters[i].Shape}.");
        return Forward(x, [.. parameters], pass);
    }

    /// <summary>
    /// The result for query rows at adapted parameters; what modules ask of the support set comes from a pass over it at the same parameters.
    /// </summary>
    internal Expression ApplyToQuery(Expression queryX, Expression supportX, IReadOnlyList<Expression> parameters, Pass pass, int step)
        => Apply(queryX, parameters, pass.OfQuery(step, support => Apply(supportX, parameters, support)));

    /// <summary>
    /// Where every parameter starts. Each draws from a stream of its own, chosen by seed and name, so a layer added or left out changes no other.
    /// </summary>
    /// <param name="seed">The same seed gives the same values on every machine.</param>
    /// <returns>Row-major values, in the order of <see cref="Parameters"/>.</returns>
    public IReadOnlyList<double[]> InitialValues(ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Specs.Select(spec => spec.InitialValues(random.Split(StableHash(spec.Name))))];
    }

    /// <summary>This module with a word and a dot before each name, for models made of several: <c>encoder.0.weight</c>.</summary>
    /// <param name="prefix">Not empty.</param>
    public Module Named(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return new NamedModule(prefix, this);
    }

    /// <summary>The formula of the result.</summary>
    /// <param name="x">Shape <c>[rows, ..in]</c>.</param>
    /// <param name="parameters">One for each of <see cref="Specs"/>, of its shape, in order.</param>
    /// <param name="pass">What is known of this use; handed on to modules within.</param>
    protected internal abstract Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass);

    // FNV-1a over UTF-16 units: string.GetHashCode differs between runs.
    private static ulong StableHash(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var unit in name) hash = (hash ^ unit) * 1099511628211UL;
        return hash;
    }
}
