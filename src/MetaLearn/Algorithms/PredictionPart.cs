using System.Collections.Concurrent;
using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>The half of a learner that predicts from an adapted state: compiled once for each number of rows, run by any number of threads.</summary>
internal sealed class PredictionPart(Shape xRow, Func<int, (IReadOnlyList<Input> StateInputs, Input Query, Expression Prediction)> cut)
{
    private readonly ConcurrentDictionary<int, Compiled> byRows = new();

    public float[] Run(float[][] state, ReadOnlySpan<float> x)
    {
        var rows = x.Length / Math.Max(1, xRow.Count);
        if (rows == 0 || rows * xRow.Count != x.Length)
            throw new ArgumentException($"x holds {x.Length} numbers; expected a whole number of rows of {xRow.Count}, at least one.", nameof(x));
        var compiled = byRows.GetOrAdd(rows, count => new(cut(count)));
        var executor = compiled.Rent();
        for (var i = 0; i < state.Length; i++) CopyTo(state[i], executor[compiled.StateInputs[i]]);
        CopyTo(x, executor[compiled.Query]);
        executor.Run();
        var result = executor.Output(0).ToArray();
        compiled.Return(executor);
        return result;
    }

    private static void CopyTo(ReadOnlySpan<float> values, Span<float> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }

    /// <summary>A program with the executors that are free.</summary>
    private sealed class Compiled((IReadOnlyList<Input> StateInputs, Input Query, Expression Prediction) part)
    {
        private readonly Program<float> program = Program.Compile<float>(part.Prediction);
        private readonly ConcurrentBag<Executor<float>> free = [];

        public IReadOnlyList<Input> StateInputs => part.StateInputs;

        public Input Query => part.Query;

        public Executor<float> Rent() => free.TryTake(out var executor) ? executor : program.CreateExecutor(episodes: 1);

        public void Return(Executor<float> executor) => free.Add(executor);
    }
}
