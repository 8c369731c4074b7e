using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>
/// ANIL, almost no inner loop (Raghu, Raghu, Bengio and Vinyals 2020): as MAML, but only the last layer adapts, in training and afterwards; the outer loop
/// learns all layers. The body's features of the support set are then computed once for all inner steps.
/// </summary>
public sealed class Anil : Maml
{
    /// <summary>Makes the learner; the last layer is what shares its name's beginning with the model's last parameter.</summary>
    /// <param name="model">f_θ.</param>
    /// <param name="loss">L, of the inner and the outer loop.</param>
    public Anil(Module model, LossFunction loss) : base(model, loss) => AdaptOnly = ParameterSubset.LastLayer(model);
}
