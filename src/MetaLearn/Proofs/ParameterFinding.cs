namespace MetaLearn.Proofs;

/// <summary>Something a <see cref="GradientReceipt"/> says of one parameter.</summary>
/// <param name="Parameter">Its name, such as <c>0.weight</c>.</param>
/// <param name="Problem">What is the matter, as the rest of a sentence that begins with the name.</param>
/// <param name="IsBroken">Whether it means that the learner does not do what it says; otherwise it is worth knowing only.</param>
public sealed record ParameterFinding(string Parameter, string Problem, bool IsBroken)
{
    /// <summary>The sentence.</summary>
    public override string ToString() => $"{Parameter} {Problem}";
}
