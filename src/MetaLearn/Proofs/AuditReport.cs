namespace MetaLearn.Proofs;

/// <summary>One thing that an audit looked at.</summary>
/// <param name="Name">A word, such as <c>rows</c>.</param>
/// <param name="Looked">What was looked at and how much of it; why there was nothing to look at, where there was not.</param>
/// <param name="Finding">The first offender, one sentence; null where there is none.</param>
public sealed record AuditCheck(string Name, string Looked, string? Finding)
{
    /// <summary>Whether there was something to look at.</summary>
    public bool IsApplicable { get; init; } = true;

    /// <summary>Whether nothing was found.</summary>
    public bool Passed => Finding is null;

    internal static AuditCheck NotApplicable(string name, string why) => new(name, why, null) { IsApplicable = false };
}

/// <summary>What an <see cref="EpisodeAudit"/> found.</summary>
/// <param name="Checks">Every check, in a fixed order.</param>
public sealed record AuditReport(IReadOnlyList<AuditCheck> Checks)
{
    /// <summary>Whether no check found anything.</summary>
    public bool Passed => Checks.All(check => check.Passed);

    /// <summary>The check of this name.</summary>
    /// <param name="name">Such as <c>rows</c>.</param>
    public AuditCheck this[string name] => Checks.Single(check => check.Name == name);
}
