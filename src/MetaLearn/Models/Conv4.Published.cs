using MetaLearn.Autodiff;

namespace MetaLearn.Models;

// The networks of the papers.
public sealed partial class Conv4
{
    /// <summary>
    /// MAML's network for Omniglot, as its published code has it: stride 2 with TensorFlow's padding, batch normalisation without scale and with ε = 10⁻³, the mean
    /// over the 2×2 pixels left of 28×28, and a linear layer that starts from N(0, 1).
    /// </summary>
    /// <param name="picture">What a row of x is: <c>[rows, columns, channels]</c>.</param>
    /// <param name="outputs">The ways; null for the features themselves.</param>
    /// <param name="filters">Channels of every block: 64 by default.</param>
    /// <param name="statistics">Of the normalisation; those of the rows given by default.</param>
    /// <param name="perStep">Inner steps with a scale and shift of their own, as in MAML++ (<see cref="BatchNorm.PerStep"/>); null, the default, for none.</param>
    /// <param name="contexts">As <see cref="Contexts"/>; 0 by default.</param>
    public static Conv4 Strided(Shape picture, int? outputs, int filters = 64, NormStatistics statistics = NormStatistics.Batch, int? perStep = null, int contexts = 0) => new(picture, outputs)
    {
        Filters = filters,
        Contexts = contexts,
        IsStrided = true,
        Padding = Padding.Same,
        IsAveraged = true,
        Normalization = channels => new BatchNorm(channels) { HasScale = perStep is not null, Epsilon = 1e-3, Statistics = statistics, PerStep = perStep },
        ClassifierInitializer = Initializers.Normal(1),
    };

    /// <summary>
    /// The network of prototypical and matching networks: zeros of 1 around the picture, batch normalisation with scale and with ε = 10⁻⁵, 2×2 maxima, all pixels of the last block in
    /// one line (1600 numbers of 84×84).
    /// </summary>
    /// <param name="picture">What a row of x is: <c>[rows, columns, channels]</c>.</param>
    /// <param name="outputs">The ways; null for the features themselves.</param>
    /// <param name="filters">Channels of every block: 64 by default.</param>
    /// <param name="statistics">Of the normalisation; those of the rows given by default.</param>
    /// <param name="perStep">Inner steps with a scale and shift of their own, as in MAML++ (<see cref="BatchNorm.PerStep"/>); null, the default, for none.</param>
    /// <param name="contexts">As <see cref="Contexts"/>; 0 by default.</param>
    public static Conv4 Pooled(Shape picture, int? outputs, int filters = 64, NormStatistics statistics = NormStatistics.Batch, int? perStep = null, int contexts = 0) => new(picture, outputs)
    {
        Filters = filters,
        Contexts = contexts,
        Normalization = channels => new BatchNorm(channels) { Statistics = statistics, PerStep = perStep },
    };

    /// <summary>
    /// MAML's network for mini-ImageNet, as its published code and released weights have it: as <see cref="Pooled"/>, but batch normalisation without scale and with ε = 10⁻³ (800 features of
    /// 84×84). The shifts are the outer loop's alone there: <see cref="Algorithms.Maml.AllButNormalization"/>.
    /// </summary>
    /// <param name="picture">What a row of x is: <c>[rows, columns, channels]</c>.</param>
    /// <param name="outputs">The ways; null for the features themselves.</param>
    /// <param name="filters">Channels of every block: 32 by default.</param>
    /// <param name="statistics">Of the normalisation; those of the rows given by default.</param>
    /// <param name="perStep">Inner steps with a scale and shift of their own, as in MAML++ (<see cref="BatchNorm.PerStep"/>); null, the default, for none.</param>
    /// <param name="contexts">As <see cref="Contexts"/>; 0 by default.</param>
    public static Conv4 MiniImageNet(Shape picture, int? outputs, int filters = 32, NormStatistics statistics = NormStatistics.Batch, int? perStep = null, int contexts = 0) => new(picture, outputs)
    {
        Filters = filters,
        Contexts = contexts,
        Normalization = channels => new BatchNorm(channels) { HasScale = perStep is not null, Epsilon = 1e-3, Statistics = statistics, PerStep = perStep },
    };
}
