using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Straight lines: <c>y = a·x + b</c> with a, b ~ U[−3, 3] (the lines of Finn et al. (2018), "Probabilistic model-agnostic meta-learning") and
/// x ~ U[−5, 5]. <see cref="Episode.TaskParameters"/> are <c>[a, b]</c>.
/// </summary>
public sealed record LinearFunctions : FunctionEpisodes
{
    /// <summary>Where a is drawn from; [−3, 3] by default.</summary>
    public Bounds Slope { get; init; } = new(-3, 3);

    /// <summary>Where b is drawn from; [−3, 3] by default.</summary>
    public Bounds Intercept { get; init; } = new(-3, 3);

    /// <summary>Where x is drawn from; [−5, 5] by default.</summary>
    public Bounds X { get; init; } = new(-5, 5);

    private protected override int HiddenCount => 2;

    private protected override void DrawHidden(RandomStream random, Span<float> hidden) =>
        (hidden[0], hidden[1]) = (Slope.Draw(random), Intercept.Draw(random));

    private protected override void DrawX(RandomStream random, ReadOnlySpan<float> hidden, bool support, Span<float> x)
    {
        foreach (ref var value in x) value = X.Draw(random);
    }

    private protected override double Evaluate(ReadOnlySpan<float> hidden, double x) => hidden[0] * x + hidden[1];
}
