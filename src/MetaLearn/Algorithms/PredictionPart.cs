using System.Collections.Concurrent;
using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>
/// The half of a learner that predicts from an adapted state, compiled once for one query row. Many rows are many episodes of that program, so that a
/// row's prediction has the same bits whatever stands beside it. Run by any number of threads.
/// </summary>
internal sealed class PredictionPart(Shape xRow, IReadOnlyList<Input> stateInputs, Input query, Expression prediction)
{
    // Few rows are run one by one, more in blocks; the last block is filled up with rows that nobody reads.
    private const int SmallBlock = 8, LargeBlock = 64;

    private readonly Program<float> program = Program.Compile<float>(prediction);
    private readonly ConcurrentBag<Executor<float>> single = [];
    private readonly ConcurrentBag<Executor<float>> small = [];
    private readonly ConcurrentBag<Executor<float>> large = [];

    /// <summary>Shape of one row's prediction.</summary>
    public Shape Row { get; } = prediction.Shape.Rank > 0 && prediction.Shape[0] == 1
        ? new(prediction.Shape.Lengths[1..])
        : throw new ShapeException($"A learner's prediction of one query row must have the shape [1, ..]; found {prediction.Shape}.");

    /// <summary>Number of rows in x.</summary>
    /// <exception cref="ArgumentException">x is no whole number of rows, or none.</exception>
    public int RowsIn(ReadOnlySpan<float> x)
    {
        var rows = x.Length / Math.Max(1, xRow.Count);
        return rows > 0 && rows * xRow.Count == x.Length
            ? rows
            : throw new ArgumentException($"x holds {x.Length} numbers; expected a whole number of rows of {xRow.Count}, at least one.", nameof(x));
    }

    public void Run(float[][] state, ReadOnlySpan<float> x, Span<float> destination)
    {
        var rows = RowsIn(x);
        if (destination.Length != rows * Row.Count)
            throw new ArgumentException($"The destination has {destination.Length} places; {rows} rows of {Row.Count} predictions need {rows * Row.Count}.", nameof(destination));
        var whole = rows / LargeBlock * LargeBlock;
        if (whole > 0) Run(large, LargeBlock, state, x[..(whole * xRow.Count)], destination[..(whole * Row.Count)]);
        var restX = x[(whole * xRow.Count)..];
        var rest = destination[(whole * Row.Count)..];
        if (rows - whole is 1 or 2) Run(single, 1, state, restX, rest);
        else if (rows - whole <= 2 * SmallBlock) Run(small, SmallBlock, state, restX, rest);
        else Run(large, LargeBlock, state, restX, rest);
    }

    private void Run(ConcurrentBag<Executor<float>> free, int block, float[][] state, ReadOnlySpan<float> x, Span<float> destination)
    {
        if (x.IsEmpty) return;
        if (!free.TryTake(out var executor)) executor = program.CreateExecutor(block, threads: 1, shards: 1);
        for (var i = 0; i < state.Length; i++) CopyTo(state[i], executor[stateInputs[i]]);
        while (!x.IsEmpty)
        {
            var rows = Math.Min(block, x.Length / xRow.Count);
            CopyTo(x[..(rows * xRow.Count)], executor[query]);
            executor.Run();
            var output = executor.Output(0);
            // A prediction that no x reaches is computed once, not once a row.
            if (output.Length == Row.Count && block > 1)
                for (var row = 0; row < rows; row++) output.CopyTo(destination[(row * Row.Count)..]);
            else output[..(rows * Row.Count)].CopyTo(destination);
            x = x[(rows * xRow.Count)..];
            destination = destination[(rows * Row.Count)..];
        }
        free.Add(executor);
    }

    // A leaf that the prediction does not depend on has no memory.
    private static void CopyTo(ReadOnlySpan<float> values, Span<float> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }
}
