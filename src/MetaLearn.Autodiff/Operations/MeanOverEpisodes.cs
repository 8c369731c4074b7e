namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// The mean of x over the meta-batch, summed in episode order. Only a program's output may be one: while a program runs, an episode
    /// sees no other.
    /// </summary>
    public static Expression MeanOverEpisodes(Expression x) => new(new MeanOverEpisodes(), x);
}

internal sealed record MeanOverEpisodes : Operation
{
    public override string Name => nameof(MeanOverEpisodes);

    internal override Shape InferShape(ReadOnlySpan<Shape> inputs) => inputs[0];

    internal override Expression? Gradient(int input, Expression output, Expression upstream)
        => throw new NotSupportedException("MeanOverEpisodes is a program's output; differentiate what it averages.");
}
