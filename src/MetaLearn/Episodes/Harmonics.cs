using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Sums of two sines with a frequency ratio of 2, after Lacoste et al. (2018), "Uncertainty in multitask transfer learning":
/// <c>y = a₁ sin(ωx + b₁) + a₂ sin(2ωx + b₂)</c> with ω ~ U[5, 7], a ~ N(0, 1), b ~ U[0, 2π]. An episode sees a window of its function:
/// x ~ N(μ, 1) with μ ~ U[−4, 4]. <see cref="Episode.TaskParameters"/> are <c>[ω, a₁, a₂, b₁, b₂, μ]</c>. Without noise by default,
/// where the paper adds some. Predicting 0 everywhere has a mean squared error of 1.
/// </summary>
public sealed record Harmonics : FunctionEpisodes
{
    /// <summary>Where ω is drawn from, in radians a unit of x; [5, 7] by default.</summary>
    public Bounds Frequency { get; init; } = new(5, 7);

    /// <summary>Where b₁ and b₂ are drawn from, in radians; [0, 2π] by default.</summary>
    public Bounds PhaseRange { get; init; } = new(0, 2 * Math.PI);

    /// <summary>Where μ, the middle of an episode's x, is drawn from; [−4, 4] by default.</summary>
    public Bounds Centre { get; init; } = new(-4, 4);

    private protected override int HiddenCount => 6;

    private protected override void DrawHidden(RandomStream random, Span<float> hidden)
    {
        hidden[0] = Frequency.Draw(random);
        (hidden[1], hidden[2]) = ((float)random.Normal(), (float)random.Normal());
        (hidden[3], hidden[4]) = (PhaseRange.Draw(random), PhaseRange.Draw(random));
        hidden[5] = Centre.Draw(random);
    }

    private protected override void DrawX(RandomStream random, ReadOnlySpan<float> hidden, bool support, Span<float> x)
    {
        foreach (ref var value in x) value = (float)(hidden[5] + random.Normal());
    }

    private protected override double Evaluate(ReadOnlySpan<float> hidden, double x) =>
        hidden[1] * Math.Sin(hidden[0] * x + hidden[3]) + hidden[2] * Math.Sin(2 * hidden[0] * x + hidden[4]);
}
