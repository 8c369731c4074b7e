namespace MetaLearn.Reproductions;

/// <summary>One method of a published comparison, in one setting.</summary>
/// <param name="Name">Its name on the command line and in results.</param>
/// <param name="Description">What it is, in one line.</param>
public sealed record ReproductionRow(string Name, string Description);
