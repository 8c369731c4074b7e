using MetaLearn.Experiments;
using MetaLearn.Training;

namespace MetaLearn.Proofs;

/// <summary>A way to train, and what it takes.</summary>
/// <param name="Name">Such as <c>full unrolling</c>.</param>
/// <param name="Spec">The settings that train this way.</param>
/// <param name="Need">Exact, known from its buffer plans.</param>
public sealed record MemoryAlternative(string Name, ExperimentSpec Spec, TrainingMemory Need);
