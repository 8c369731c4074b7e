using System.Collections.Concurrent;
using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>
/// The half of a learner that predicts from an adapted state, compiled once for one query row. Many rows are many episodes of that program, so that a
/// row's prediction has the same bits whatever stands beside it. Run by any number of threads.
/// </summary>
internal sealed class PredictionPart(GraphCut cut, Input query, float[][] common)
{
    // Few rows are run one by one, more in blocks; the last block is filled up with rows that nobody reads.
    private const int SmallBlock = 8, LargeBlock = 64;

    private readonly int width = query.Shape.Count;
    private readonly Program<float> program = Program.Compile<float>(cut.Prediction);
    private readonly ConcurrentBag<Warm> single = [];
    private readonly ConcurrentBag<Warm> small = [];
    private readonly ConcurrentBag<Warm> large = [];

    /// <summary>Shape of one row's prediction.</summary>
    public Shape Row { get; } = cut.Prediction.Shape.Rank > 0 && cut.Prediction.Shape[0] == 1
        ? new(cut.Prediction.Shape.Lengths[1..])
        : throw new ShapeException($"A learner's prediction of one query row must have the shape [1, ..]; found {cut.Prediction.Shape}.");

    /// <summary>Number of rows in x.</summary>
    /// <exception cref="ArgumentException">x is no whole number of rows, or none.</exception>
    public int RowsIn(ReadOnlySpan<float> x)
    {
        var rows = x.Length / Math.Max(1, width);
        return rows > 0 && rows * width == x.Length
            ? rows
            : throw new ArgumentException($"x holds {x.Length} numbers; expected a whole number of rows of {width}, at least one.", nameof(x));
    }

    public void Run(float[][] state, ReadOnlySpan<float> x, Span<float> destination)
    {
        var rows = RowsIn(x);
        if (destination.Length != rows * Row.Count)
            throw new ArgumentException($"The destination has {destination.Length} places; {rows} rows of {Row.Count} predictions need {rows * Row.Count}.", nameof(destination));
        var whole = rows / LargeBlock * LargeBlock;
        if (whole > 0) Run(large, LargeBlock, state, x[..(whole * width)], destination[..(whole * Row.Count)]);
        var restX = x[(whole * width)..];
        var rest = destination[(whole * Row.Count)..];
        if (rows - whole is 1 or 2) Run(single, 1, state, restX, rest);
        else if (rows - whole <= 2 * SmallBlock) Run(small, SmallBlock, state, restX, rest);
        else Run(large, LargeBlock, state, restX, rest);
    }

    private void Run(ConcurrentBag<Warm> free, int block, float[][] state, ReadOnlySpan<float> x, Span<float> destination)
    {
        if (x.IsEmpty) return;
        if (!free.TryTake(out var warm)) warm = new(Prepared(block));
        var executor = warm.Executor;
        // A state never changes: the one that was loaded last need not be copied again.
        if (!ReferenceEquals(warm.Loaded, state))
            for (var i = 0; i < state.Length; i++) CopyTo(state[i], executor[cut.StateInputs[i]]);
        warm.Loaded = state;
        while (!x.IsEmpty)
        {
            var rows = Math.Min(block, x.Length / width);
            CopyTo(x[..(rows * width)], executor[query]);
            executor.Run();
            var output = executor.Output(0);
            // A prediction that no x reaches is computed once, not once a row.
            if (output.Length == Row.Count && block > 1)
                for (var row = 0; row < rows; row++) output.CopyTo(destination[(row * Row.Count)..]);
            else output[..(rows * Row.Count)].CopyTo(destination);
            x = x[(rows * width)..];
            destination = destination[(rows * Row.Count)..];
        }
        free.Add(warm);
    }

    private Executor<float> Prepared(int block)
    {
        var executor = program.CreateExecutor(block, threads: 1, shards: 1);
        for (var i = 0; i < common.Length; i++) CopyTo(common[i], executor[cut.CommonInputs[i]]);
        return executor;
    }

    // A leaf that the prediction does not depend on has no memory.
    private static void CopyTo(ReadOnlySpan<float> values, Span<float> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }

    /// <summary>An executor with the state that its leaves hold.</summary>
    private sealed class Warm(Executor<float> executor)
    {
        public Executor<float> Executor => executor;

        public float[][]? Loaded { get; set; }
    }
}
