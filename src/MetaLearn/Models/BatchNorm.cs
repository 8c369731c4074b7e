using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Models;

/// <summary>
/// Batch normalisation (Ioffe and Szegedy 2015): each channel, the last axis of x, is brought to mean 0 and variance 1 over all other axes, then scaled by γ and
/// shifted by β. Whose mean and variance is stated by <see cref="Statistics"/>. Parameters <c>weight</c> (γ) and <c>bias</c> (β), <c>[channels]</c>, and for
/// running averages <c>running_mean</c> and <c>running_var</c>, as in PyTorch.
/// </summary>
/// <param name="channels">Length of the last axis of x: at least 1.</param>
public sealed class BatchNorm(int channels) : Module
{
    private readonly int channels = Require.Positive(channels, nameof(channels));

    /// <summary>Whose mean and variance; those of the rows given by default.</summary>
    public NormStatistics Statistics { get; init => field = Require.Defined(value); }

    /// <summary>Whether there is a γ; true by default, as in PyTorch. MAML's published code has none.</summary>
    public bool HasScale { get; init; } = true;

    /// <summary>Added to the variance: positive and finite; 10⁻⁵ by default, as in PyTorch. TensorFlow's layer, and so MAML's published code, has 10⁻³.</summary>
    public double Epsilon { get; init => field = Require.Positive(value); } = 1e-5;

    /// <summary>
    /// Inner steps with a γ and a β of their own, <c>[steps, channels]</c>, as in MAML++ (Antoniou et al. 2019): row k for the support pass of step k + 1 and for the
    /// query after it; later steps share the last row. At least 1; null, the default, for one γ and β for all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int? PerStep { get; init => field = value is { } given ? Require.Positive(given) : null; }

    /// <summary>How much of a running average each iteration of training replaces: in (0, 1); 0.1 by default, as PyTorch's <c>momentum</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not between 0 and 1.</exception>
    public double Momentum { get; init => field = value is > 0 and < 1 ? value : throw new ArgumentOutOfRangeException(nameof(Momentum), value, "Must lie between 0 and 1."); } = 0.1;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??= Build();

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (x.Shape.Rank < 2 || x.Shape[-1] != channels)
            throw new ShapeException($"BatchNorm({channels}): expected x of shape [rows, .., {channels}], found {x.Shape}.");
        var shift = OfStep(parameters[HasScale ? 1 : 0], pass);
        var scale = HasScale ? OfStep(parameters[0], pass) : null;
        if (TakesOwnRows(pass))
        {
            var (distance, mean, variance, moments) = OwnMoments(x);
            pass.Leave(moments);
            if (Statistics == NormStatistics.Running && pass.IsTraining) Average(parameters[^2..], moments, x.Shape.Count / channels, pass);
            var width = Width(variance, scale);
            return distance * width + (shift - mean * width);
        }
        var known = Statistics == NormStatistics.Support ? pass.Take() : new(parameters[^2], parameters[^1]);
        return (x - known.Mean) * Width(known.Variance, scale) + shift;
    }

    private bool TakesOwnRows(Pass pass) => Statistics switch
    {
        NormStatistics.Support => pass.Set == EpisodeSet.Support,
        NormStatistics.Running => pass.IsTraining || pass.Set == EpisodeSet.Support,
        _ => true,
    };

    // Both sums run over x once, and what is made of them over the distances once more; the derivatives as well. The variance is E[d²] − E[d]² of the distances d to one of the pixels, which keeps the digits that E[x²] − E[x]² would lose
    // where a channel varies little about a large mean; in exact numbers neither it nor its derivatives depend on that pixel.
    private (Expression Distance, Expression Mean, Expression Variance, SetMoments Moments) OwnMoments(Expression x)
    {
        var pivot = Reshape(StopGradient(Slice(Reshape(x, new(x.Shape.Count / channels, channels)), 0, 0, 1)), new(channels));
        var distance = x - pivot;
        int[] axes = [.. Enumerable.Range(0, x.Shape.Rank - 1)];
        var mean = Mean(distance, axes);
        var variance = Maximum(Mean(Square(distance), axes) - Square(mean), 0);
        return (distance, mean, variance, new(pivot + mean, variance));
    }

    private Expression Width(Expression variance, Expression? scale)
    {
        var width = ReciprocalSqrt(variance + Epsilon);
        return scale is null ? width : width * scale;
    }

    // As PyTorch, of the unbiased variance. What is averaged is no function of the parameters for any derivative.
    private void Average(ReadOnlySpan<Expression> averages, SetMoments moments, int count, Pass pass)
    {
        Expression Next(Expression average, Expression now) => StopGradient((1 - Momentum) * average + Momentum * now);
        pass.Replace(averages[0], Next(averages[0], moments.Mean));
        pass.Replace(averages[1], Next(averages[1], moments.Variance * (count / Math.Max(1.0, count - 1))));
    }

    private Expression OfStep(Expression rows, Pass pass)
    {
        if (PerStep is not { } steps) return rows;
        var row = Math.Min(pass.Set == EpisodeSet.Query ? Math.Max(0, pass.Step - 1) : pass.Step, steps - 1);
        return Reshape(Slice(rows, 0, row, 1), new(channels));
    }

    private ParameterSpec[] Build()
    {
        Shape one = new(channels), learned = PerStep is { } steps ? new(steps, channels) : one;
        var (ones, zeros) = (Initializers.Constant(1), Initializers.Zeros);
        List<ParameterSpec> specs = [new("bias", learned, zeros) { Role = ParameterRole.Normalization }];
        if (HasScale) specs.Insert(0, new("weight", learned, ones) { Role = ParameterRole.Normalization });
        if (Statistics == NormStatistics.Running)
            specs.AddRange([new("running_mean", one, zeros) { Role = ParameterRole.Average }, new("running_var", one, ones) { Role = ParameterRole.Average }]);
        return [.. specs];
    }
}
