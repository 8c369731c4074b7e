using MetaLearn.Autodiff;

namespace MetaLearn.Episodes;

/// <summary>
/// Sinusoid regression of Finn et al. (2017), section 5.1: <c>y = A · sin(x − φ)</c> with A ~ U[0.1, 5], φ ~ U[0, π], x ~ U[−5, 5].
/// <see cref="Episode.TaskParameters"/> are <c>[A, φ]</c>, with ω as a third where it varies: <c>y = A · sin(ω x − φ)</c>. Predicting 0 everywhere has a mean squared error of E[A²]/2 = 4.25.
/// </summary>
public sealed record Sinusoids : FunctionEpisodes
{
    /// <summary>Where A is drawn from; [0.1, 5] by default.</summary>
    public Bounds Amplitude { get; init; } = new(0.1, 5);

    /// <summary>Where φ is drawn from, in radians; [0, π] by default. Nichol et al. (2018, Reptile) use [0, 2π].</summary>
    public Bounds PhaseRange { get; init; } = new(0, Math.PI);

    /// <summary>Where ω is drawn from; always 1 by default. Li et al. (2017, Meta-SGD) vary it.</summary>
    public Bounds Frequency { get; init; } = Bounds.Fixed(1);

    /// <summary>Where x is drawn from; [−5, 5] by default.</summary>
    public Bounds X { get; init; } = new(-5, 5);

    /// <summary>
    /// The part of <see cref="X"/> that support points come from; the whole by default. Half the range is the right-hand case of
    /// Finn et al. (2017), Figure 2: the other half has to be inferred from the shape that all episodes share.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a member of <see cref="SupportHalf"/>.</exception>
    public SupportHalf SupportHalf { get; init => field = Require.Defined(value, nameof(SupportHalf)); }

    /// <summary>
    /// Points of an even grid over the range, ends included, that x is drawn from, with equal chance; a set of as many points as the grid has is the grid
    /// itself, in order. At least 2; null, the default, for draws from the whole range. The demonstration of Nichol et al. (2018) has a grid of 50.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2.</exception>
    public int? GridPoints
    {
        get;
        init => field = value is null or >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(GridPoints), value, "Must be at least 2.");
    }

    private bool Varies => Frequency.Low < Frequency.High;

    private protected override int HiddenCount => Varies ? 3 : 2;

    private protected override void DrawHidden(RandomStream random, Span<float> hidden)
    {
        (hidden[0], hidden[1]) = (Amplitude.Draw(random), PhaseRange.Draw(random));
        if (Varies) hidden[2] = Frequency.Draw(random);
    }

    private protected override void DrawX(RandomStream random, ReadOnlySpan<float> hidden, bool support, Span<float> x)
    {
        var half = support ? SupportHalf : SupportHalf.Whole;
        if (half == SupportHalf.Either) half = random.Below(2) == 0 ? SupportHalf.Left : SupportHalf.Right;
        var range = half switch
        {
            SupportHalf.Left => new Bounds(X.Low, X.Middle),
            SupportHalf.Right => new Bounds(X.Middle, X.High),
            _ => X,
        };
        if (GridPoints is not { } points)
        {
            foreach (ref var value in x) value = range.Draw(random);
            return;
        }
        for (var i = 0; i < x.Length; i++)
        {
            var place = x.Length == points ? i : random.Below(points);
            x[i] = (float)(range.Low + (range.High - range.Low) * place / (points - 1));
        }
    }

    private protected override double Evaluate(ReadOnlySpan<float> hidden, double x) => hidden[0] * Math.Sin((Varies ? hidden[2] : Frequency.Low) * x - hidden[1]);
}
