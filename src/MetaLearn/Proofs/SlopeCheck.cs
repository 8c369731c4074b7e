using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Training;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Proofs;

/// <summary>Compares a meta-gradient with central differences of the meta-loss on real episodes, in <c>double</c>.</summary>
internal sealed class SlopeCheck : IDisposable
{
    // Small enough to cross few kinks of a ReLU network, large enough above rounding. The first that agrees counts: a wrong formula agrees at none.
    private static readonly double[] Offsets = [1e-6, 1e-7, 1e-5, 1e-4];
    private const double SmallestPart = 1e-5;

    private readonly MetaLearner learner;
    private readonly EpisodeInputs inputs;
    private readonly ReceiptOptions options;
    private readonly EpisodeBatch batch;
    private readonly double[][] at;
    private readonly Expression claimed;
    private readonly IReadOnlyList<(Input Leaf, Expression Value)> held;
    private Executor<double>? loss;

    /// <param name="learner">Whose parameters are moved.</param>
    /// <param name="graph">Its formulas.</param>
    /// <param name="source">Of the episodes.</param>
    /// <param name="parameters">Where it is looked at.</param>
    /// <param name="options">How thoroughly.</param>
    /// <param name="holds">Whether what a StopGradient holds stays as it is while parameters move: the function that a first-order method follows.</param>
    public SlopeCheck(
        MetaLearner learner, LearnerGraph graph, IEpisodeSource source, IReadOnlyList<float[]> parameters, ReceiptOptions options, bool holds = true)
    {
        (this.learner, this.options, inputs) = (learner, options, graph.Inputs);
        batch = new(source.Shape, options.Episodes);
        batch.Fill(source, options.Seed, 0);
        at = [.. parameters.Select(values => Array.ConvertAll(values, value => (double)value))];
        (var formulas, held) = holds ? HoldStopGradients([graph.Loss]) : ([graph.Loss], []);
        claimed = formulas[0];
    }

    // Made when it is first asked for: the gradient is computed before, and both at a time would be more than training holds.
    private Executor<double> Loss => loss ??= MadeLoss();

    /// <summary>The mean over the episodes of formulas of the learner's leaves, one array each.</summary>
    public double[][] Means(IReadOnlyList<Expression> formulas)
    {
        var (means, bytes) = Computed(formulas);
        SpentMemory.GiveBack(bytes);
        return means;
    }

    /// <summary>The slope along random directions.</summary>
    /// <param name="gradients">Formula's values, one array for each parameter.</param>
    /// <param name="checkedArrays">Which of them the directions lie in.</param>
    public IReadOnlyList<DirectionCheck> Along(double[][] gradients, IReadOnlyList<int> checkedArrays)
    {
        var random = new RandomStream(options.Seed, 2);
        return options.EachArray
            ? [.. checkedArrays.Select(i => One(learner.Parameters[i].Name, gradients, [i], random))]
            : checkedArrays.Count == 0 ? [] : [One("all parameters", gradients, checkedArrays, random)];
    }

    public void Dispose()
    {
        if (loss is null) return;
        var bytes = loss.Bytes;
        loss.Dispose();
        loss = null;
        SpentMemory.GiveBack(bytes);
    }

    private (double[][] Means, long Bytes) Computed(IReadOnlyList<Expression> formulas)
    {
        using var executor = Compiled([.. formulas.Select(MeanOverEpisodes)]);
        Run(executor, at);
        return ([.. formulas.Select((_, i) => executor.Output(i).ToArray())], executor.Bytes);
    }

    private Executor<double> MadeLoss()
    {
        var made = Compiled([MeanOverEpisodes(claimed)]);
        if (held.Count > 0)
        {
            using var values = Compiled([.. held.Select(one => one.Value)]);
            Run(values, at);
            for (var i = 0; i < held.Count; i++) Spread(values.Output(i), made[held[i].Leaf]);
        }
        Load(made, at);
        return made;
    }

    private DirectionCheck One(string where, double[][] gradients, IReadOnlyList<int> arrays, RandomStream random)
    {
        var direction = arrays.ToDictionary(i => i, i => Enumerable.Range(0, at[i].Length).Select(_ => random.Normal()).ToArray());
        var length = Math.Sqrt(direction.Values.Sum(part => part.Sum(value => value * value)));
        foreach (var part in direction.Values) for (var j = 0; j < part.Length; j++) part[j] /= length;
        var slope = direction.Sum(pair => pair.Value.Zip(gradients[pair.Key], (d, g) => d * g).Sum());
        var scale = SmallestPart * Math.Abs(LossAt(direction, 0));
        DirectionCheck? best = null;
        foreach (var offset in Offsets)
        {
            var difference = (LossAt(direction, offset) - LossAt(direction, -offset)) / (2 * offset);
            var size = Math.Max(scale, Math.Max(Math.Abs(slope), Math.Abs(difference)));
            var error = size == 0 ? 0 : Math.Abs(difference - slope) / size;
            // A NaN is never the smaller one, and stays when there is nothing else.
            if (best is null || error < best.Error || double.IsNaN(best.Error)) best = new(where, slope, difference, error);
            if (error <= options.Tolerance) break;
        }
        return best!; // There is at least one offset.
    }

    private double LossAt(Dictionary<int, double[]> direction, double offset)
    {
        foreach (var (i, part) in direction)
        {
            var memory = Loss[learner.Parameters[i]];
            for (var j = 0; j < memory.Length; j++) memory[j] = at[i][j] + offset * part[j];
        }
        Loss.Run(options.Seed);
        foreach (var i in direction.Keys) Copy(at[i], Loss[learner.Parameters[i]]);
        return Loss.Output(0)[0];
    }

    private Executor<double> Compiled(IReadOnlyList<Expression> outputs) => Program.Compile<double>(outputs).CreateExecutor(options.Episodes);

    private void Run(Executor<double> executor, double[][] parameters)
    {
        Load(executor, parameters);
        executor.Run(options.Seed);
    }

    private void Load(Executor<double> executor, double[][] parameters)
    {
        for (var i = 0; i < parameters.Length; i++) Copy(parameters[i], executor[learner.Parameters[i]]);
        Widen(batch.SupportX.Span, executor[inputs.SupportX]);
        Widen(batch.SupportY.Span, executor[inputs.SupportY]);
        Widen(batch.QueryX.Span, executor[inputs.QueryX]);
        Widen(batch.QueryY.Span, executor[inputs.QueryY]);
        foreach (var (leaf, value) in learner.Schedules) executor[leaf].Fill(value(options.Iteration));
    }

    // A leaf that no output depends on has no memory.
    private static void Copy(ReadOnlySpan<double> values, Span<double> memory)
    {
        if (!memory.IsEmpty) values.CopyTo(memory);
    }

    private static void Widen(ReadOnlySpan<float> values, Span<double> memory)
    {
        for (var i = 0; i < memory.Length; i++) memory[i] = values[i];
    }

    // A value that all episodes share comes once, and is held by each.
    private static void Spread(ReadOnlySpan<double> values, Span<double> memory)
    {
        for (var start = 0; start < memory.Length; start += values.Length) values.CopyTo(memory[start..]);
    }
}
