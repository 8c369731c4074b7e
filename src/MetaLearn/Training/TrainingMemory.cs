namespace MetaLearn.Training;

/// <summary>Bytes of the values that a training holds, exact: what its programs' buffer plans say, before or after they are allocated.</summary>
/// <param name="Outer">The meta-gradient and the outer optimiser.</param>
/// <param name="Validation">The evaluation of meta-validation episodes; 0 without one.</param>
/// <param name="Episodes">Meta-batches that are drawn ahead.</param>
public sealed record TrainingMemory(long Outer, long Validation, long Episodes)
{
    /// <summary>All of them: they are held at the same time.</summary>
    public long Total => Outer + Validation + Episodes;
}
