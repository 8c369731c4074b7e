using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>One instruction of a compiled program. It allocates nothing.</summary>
internal abstract class Instruction<T>(string name) where T : unmanaged
{
    /// <summary>What it computes, for messages and profiles.</summary>
    public string Name => name;

    /// <summary>Floating-point operations for one episode, counting a multiply-add as two.</summary>
    public virtual long Operations => 0;

    /// <summary>Elements of scratch memory it needs.</summary>
    public virtual int ScratchLength(int maximumEpisodes) => 0;

    public abstract void Run(ref readonly Frame<T> frame);
}

/// <summary>What an instruction runs on: the memories of one shard.</summary>
internal unsafe ref struct Frame<T> where T : unmanaged
{
    /// <summary>Start of each memory, by <see cref="Location.Memory"/>; buffers start at the shard's first episode.</summary>
    public T** Memories;

    /// <summary>Working memory of this thread.</summary>
    public T* Scratch;

    /// <summary>Episodes in the shard; 1 for shared instructions.</summary>
    public int Episodes;

    /// <summary>Index of the shard's first episode among all of the run's.</summary>
    public long FirstEpisode;

    /// <summary>Seed of the run's random numbers.</summary>
    public ulong Seed;
}

/// <summary>A value an instruction reads or writes.</summary>
/// <param name="Location">Where it lives.</param>
/// <param name="Count">Elements an episode.</param>
/// <param name="IsPerEpisode">Whether each episode has its own.</param>
internal readonly unsafe record struct Operand(Location Location, int Count, bool IsPerEpisode)
{
    /// <summary>Elements from one episode's value to the next one's.</summary>
    public int Stride => IsPerEpisode ? Count : 0;

    /// <summary>The first episode's value.</summary>
    public T* In<T>(ref readonly Frame<T> frame) where T : unmanaged
        => frame.Memories[Location.Memory] + (nint)Location.Offset * (Location.Memory == Location.Arena ? frame.Episodes : 1);
}
