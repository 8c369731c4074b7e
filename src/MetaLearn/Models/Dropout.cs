using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// Dropout (Srivastava et al. 2014): while the outer loop trains, each number is 0 with some probability and the others grow by 1 / (1 − probability); otherwise
/// x as it is. The draws differ between episodes, iterations and the streams named, and are those of the run's seed for any number of threads. No parameters.
/// </summary>
/// <param name="probability">Of a number being dropped: in [0, 1).</param>
/// <param name="stream">Two dropouts of one model must have different ones, or they drop alike; at least 0.</param>
public sealed class Dropout(double probability, int stream = 0) : Module
{
    // Apart from the streams of mini-batches.
    private const int FirstStream = 1 << 20, StreamsEach = 1 << 8;

    private readonly double probability = Require.Decay(probability, nameof(probability));
    private readonly int stream = Require.NotNegative(stream, nameof(stream));

    /// <summary>None.</summary>
    public override IReadOnlyList<ParameterSpec> Specs => [];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        ArgumentNullException.ThrowIfNull(pass);
        if (!pass.IsTraining || probability == 0) return x;
        // Every pass of an episode draws its own.
        var own = 2 * Math.Min(pass.Step, StreamsEach / 2 - 1) + (pass.Set == EpisodeSet.Query ? 1 : 0);
        var kept = Functions.GreaterOrEqual(Functions.RandomUniform(x.Shape, FirstStream + StreamsEach * stream + own), probability);
        return x * (kept * (1 / (1 - probability)));
    }
}
