namespace MetaLearn.Episodes;

/// <summary>
/// Labelled examples, one a row: <paramref name="X"/> has shape <c>[rows, ..xRow]</c>, <paramref name="Y"/> <c>[rows, ..yRow]</c>, both row-major.
/// </summary>
/// <param name="X">What is known of each example.</param>
/// <param name="Y">What is to be predicted of it; a class is its whole number.</param>
public sealed record Examples(ReadOnlyMemory<float> X, ReadOnlyMemory<float> Y);
