namespace MetaLearn.Autodiff.Compiler;

/// <summary>Where a value lives: a memory and an offset in it.</summary>
/// <param name="Memory">Which: <see cref="Arena"/>, <see cref="Shared"/>, <see cref="Sums"/>, or from <see cref="FirstBuffer"/> on a buffer of per-episode leaves or outputs.</param>
/// <param name="Offset">In elements; in <see cref="Arena"/>, in elements an episode.</param>
internal readonly record struct Location(int Memory, long Offset)
{
    /// <summary>Values of one shard that die while it runs.</summary>
    public const int Arena = 0;

    /// <summary>Shared leaves, constants and values that are computed once a run.</summary>
    public const int Shared = 1;

    /// <summary>One shard's sums over its episodes.</summary>
    public const int Sums = 2;

    /// <summary>The first buffer with one value an episode.</summary>
    public const int FirstBuffer = 3;
}
