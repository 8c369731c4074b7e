using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// One step at a hidden place: <c>y = l</c> for x &lt; t and <c>y = r</c> from t on, with t ~ U[−2.5, 2.5], l, r ~ U[−3, 3] and x ~ U[−5, 5].
/// <see cref="Episode.TaskParameters"/> are <c>[t, l, r]</c>. A family of ours: no smooth prior fits it, and no gradient says where the step is.
/// </summary>
public sealed record StepFunctions : FunctionEpisodes
{
    /// <summary>Where t is drawn from; [−2.5, 2.5] by default.</summary>
    public Bounds Threshold { get; init; } = new(-2.5, 2.5);

    /// <summary>Where both levels are drawn from; [−3, 3] by default.</summary>
    public Bounds Level { get; init; } = new(-3, 3);

    /// <summary>Where x is drawn from; [−5, 5] by default.</summary>
    public Bounds X { get; init; } = new(-5, 5);

    private protected override int HiddenCount => 3;

    private protected override void DrawHidden(RandomStream random, Span<float> hidden) =>
        (hidden[0], hidden[1], hidden[2]) = (Threshold.Draw(random), Level.Draw(random), Level.Draw(random));

    private protected override void DrawX(RandomStream random, ReadOnlySpan<float> hidden, bool support, Span<float> x)
    {
        foreach (ref var value in x) value = X.Draw(random);
    }

    private protected override double Evaluate(ReadOnlySpan<float> hidden, double x) => x < hidden[0] ? hidden[1] : hidden[2];
}
