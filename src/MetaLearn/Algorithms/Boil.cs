using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>
/// BOIL, body only update in inner loop (Oh, Yoo, Kim and Yun 2021): ANIL's mirror image. All layers but the last adapt; the outer loop learns all.
/// </summary>
public sealed class Boil : Maml
{
    /// <summary>Makes the learner; the last layer is what shares its name's beginning with the model's last parameter.</summary>
    /// <param name="model">f_θ, of two layers or more.</param>
    /// <param name="loss">L, of the inner and the outer loop.</param>
    /// <exception cref="ArgumentException">The model has one layer: nothing would adapt.</exception>
    public Boil(Module model, LossFunction loss) : base(model, loss) => AdaptOnly = ParameterSubset.AllButLastLayer(model) is { Count: > 0 } body
        ? body
        : throw new ArgumentException($"BOIL adapts all layers but the last, and the model has only one: {string.Join(", ", model.Parameters.Select(p => p.Name))}.", nameof(model));
}
