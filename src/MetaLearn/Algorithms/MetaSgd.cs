using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>
/// Meta-SGD (Li, Zhou, Chen and Li 2017, algorithm 1): the inner step is θ′ = θ − α ∘ ∇L_support(θ), where α has θ's shape and is learned together
/// with θ, so that the outer loop chooses the direction of a step and its length, for every weight by itself. An element of α may become negative.
/// </summary>
public sealed class MetaSgd : Maml
{
    /// <summary>
    /// Makes the learner; <see cref="Maml.InnerLearningRate"/> is where every element of α starts. Its default is MAML's 0.01, so that training begins as MAML and
    /// what α gains can be told from where it began; ports in use begin at 0.001 and at 1.
    /// </summary>
    /// <param name="model">f_θ.</param>
    /// <param name="loss">L, of the inner and the outer loop.</param>
    public MetaSgd(Module model, LossFunction loss) : base(model, loss) => LearnedRates = LearnedRates.PerElement;
}
