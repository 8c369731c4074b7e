namespace MetaLearn.Autodiff.Tests;

/// <summary>Tests that count the whole process's allocations or measure time: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
