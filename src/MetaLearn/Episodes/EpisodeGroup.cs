namespace MetaLearn.Episodes;

/// <summary>The rows of a table that belong to one problem: one store, one user, one device. In the table's own units.</summary>
/// <param name="Name">The value they share in the episode column.</param>
/// <param name="X">Features, <c>[rows, features]</c>, row-major, finite.</param>
/// <param name="Y">Targets, <c>[rows, targets]</c>, row-major, finite.</param>
/// <param name="Rows">How many rows, at least 1.</param>
public sealed record EpisodeGroup(string Name, ReadOnlyMemory<double> X, ReadOnlyMemory<double> Y, int Rows);
