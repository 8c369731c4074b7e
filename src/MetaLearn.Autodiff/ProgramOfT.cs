using System.Numerics;
using MetaLearn.Autodiff.Compiler;
using MetaLearn.Autodiff.Cpu;

namespace MetaLearn.Autodiff;

/// <summary>
/// Compiled formulas: instructions and a memory plan. Immutable and thread-safe; run it with <see cref="CreateExecutor"/>.
/// </summary>
/// <typeparam name="T">Element type it computes in.</typeparam>
public sealed class Program<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    internal Program(IReadOnlyList<Expression> outputs, CompiledGraph graph)
    {
        Outputs = [.. outputs];
        Graph = graph;
        Shared = graph.Instructions<T>(graph.SharedSteps);
        PerEpisode = graph.Instructions<T>(graph.PerEpisodeSteps);
    }

    /// <summary>What it computes, in the order given.</summary>
    public IReadOnlyList<Expression> Outputs { get; }

    /// <summary>The leaves it reads; a leaf that no output depends on is not among them.</summary>
    public IReadOnlyList<Expression> Leaves => Graph.Leaves;

    /// <summary>Number of instructions that run for every shard.</summary>
    public int InstructionCount => PerEpisode.Length;

    /// <summary>Floating-point operations for one episode, counting a multiply-add as two; element-wise functions count one each.</summary>
    public long OperationsPerEpisode => PerEpisode.Sum(instruction => instruction.Operations);

    internal CompiledGraph Graph { get; }

    internal Instruction<T>[] Shared { get; }

    internal Instruction<T>[] PerEpisode { get; }

    /// <summary>Memory and threads to run it on.</summary>
    /// <param name="episodes">Size of the meta-batch, at least 1.</param>
    /// <param name="threads">At least 1. The result has the same bits for any number.</param>
    /// <param name="shards">Into how many parts the meta-batch is cut, at most <paramref name="episodes"/>; part of the result's bits. 4 by default.</param>
    /// <exception cref="InsufficientMemoryException">The machine has less memory than <see cref="PeakBytes"/>, or one input or output has more than 2³¹ − 1 numbers.</exception>
    public Executor<T> CreateExecutor(int episodes, int threads = 1, int shards = Executor<T>.DefaultShards) => new(this, episodes, threads, shards);

    /// <summary>
    /// Bytes an executor allocates for values, known before it is made: leaves, outputs, one arena for each thread, and sums for each shard.
    /// </summary>
    /// <param name="episodes">Size of the meta-batch.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="shards">Parts of the meta-batch.</param>
    public long PeakBytes(int episodes, int threads = 1, int shards = Executor<T>.DefaultShards) => new ExecutorSizes<T>(this, episodes, threads, shards).Bytes;
}
