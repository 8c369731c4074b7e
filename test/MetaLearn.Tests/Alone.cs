namespace MetaLearn.Tests;

/// <summary>Tests that count allocations or measure time: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
