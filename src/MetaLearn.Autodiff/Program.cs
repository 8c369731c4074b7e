using System.Numerics;
using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff;

/// <summary>Compiles formulas to programs.</summary>
public static class Program
{
    /// <summary>
    /// Compiles formulas into one program. Parts they share are computed once; values fed only by shared leaves once a run, not once an episode.
    /// </summary>
    /// <typeparam name="T"><see cref="float"/> to compute, <see cref="double"/> to check.</typeparam>
    /// <param name="outputs">
    /// What to compute. One that depends on an episode's data gives one array an episode; <see cref="Functions.MeanOverEpisodes"/> gives their mean.
    /// </param>
    /// <exception cref="InvalidOperationException">A mean over episodes is used inside a formula, or two leaves have one name.</exception>
    public static Program<T> Compile<T>(params IReadOnlyList<Expression> outputs) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return new(outputs, new CompiledGraph(outputs, fuse: true));
    }

    /// <summary>
    /// The values of formulas for one episode, compiled and run once. For tests and small sums; a loop should keep the program.
    /// </summary>
    /// <param name="outputs">What to compute.</param>
    /// <param name="leaves">Each leaf's row-major elements.</param>
    /// <param name="seed">Of random operations.</param>
    /// <returns>Row-major elements of each output.</returns>
    public static T[][] Evaluate<T>(IReadOnlyList<Expression> outputs, IReadOnlyDictionary<Expression, T[]> leaves, ulong seed = 0)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(leaves);
        using var executor = Compile<T>(outputs).CreateExecutor(episodes: 1);
        foreach (var leaf in executor.Program.Leaves)
        {
            if (!leaves.TryGetValue(leaf, out var values)) throw new ArgumentException($"No value is given for {leaf}.", nameof(leaves));
            if (values.Length != leaf.Shape.Count) throw new ArgumentException($"{leaf} needs {leaf.Shape.Count} numbers, found {values.Length}.", nameof(leaves));
            values.CopyTo(executor[leaf]);
        }
        executor.Run(seed);
        return [.. outputs.Select((_, i) => executor.Output(i).ToArray())];
    }
}
