using System.Collections.Immutable;

namespace MetaLearn.Images;

/// <summary>Which classes of an <see cref="ImageSet"/> are for meta-training, meta-validation and meta-test: positions in its classes, none in two parts.</summary>
/// <param name="Training">Ascending; never empty.</param>
/// <param name="Validation">Ascending; empty where the split has no validation classes.</param>
/// <param name="Test">Ascending; never empty.</param>
public sealed record ImageClassSplit(ImmutableArray<int> Training, ImmutableArray<int> Validation, ImmutableArray<int> Test);
