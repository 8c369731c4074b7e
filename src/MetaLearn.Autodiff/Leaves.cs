namespace MetaLearn.Autodiff;

/// <summary>A leaf shared by all episodes and learned by the outer loop: θ, or a learned α.</summary>
public sealed class Parameter : Expression
{
    /// <summary>Makes a parameter.</summary>
    /// <param name="name">Its name in files and messages, such as <c>0.weight</c>.</param>
    /// <param name="shape">Its shape.</param>
    public Parameter(string name, Shape shape) : base(new Leaf(name, shape)) => Name = name;

    /// <summary>Its name in files and messages.</summary>
    public string Name { get; }
}

/// <summary>A leaf whose value is given at every run: the support set, the query set, a learning rate that follows a schedule.</summary>
public sealed class Input : Expression
{
    /// <summary>Makes an input.</summary>
    /// <param name="name">Its name in messages.</param>
    /// <param name="shape">Its shape for one episode.</param>
    /// <param name="isPerEpisode">Whether every episode has a value of its own (the usual case), or all share one.</param>
    public Input(string name, Shape shape, bool isPerEpisode = true) : base(new Leaf(name, shape)) => (Name, IsPerEpisode) = (name, isPerEpisode);

    /// <summary>Its name in messages.</summary>
    public string Name { get; }

    /// <summary>Whether every episode has a value of its own.</summary>
    public bool IsPerEpisode { get; }
}

internal sealed record Leaf(string LeafName, Shape Shape) : Operation
{
    public override string Name => LeafName;

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => Shape;

    internal override Expression? Gradient(int input, Expression output, Expression upstream) => null;
}
