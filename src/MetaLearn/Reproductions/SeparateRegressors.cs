using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reproductions;

/// <summary>
/// The multi-task baseline of Finn et al. (2017), appendix C.1: one network for each curve, each started at random and trained on as many
/// points of its curve as it likes, and the mean of their parameter vectors. A batch of networks trains as the episodes of one program, with a
/// network's parameters as that episode's inputs: θ ← Adam(∇(error + ½λ‖θ − c‖²)) on fresh points at every step.
/// </summary>
internal sealed class SeparateRegressors : IDisposable
{
    /// <summary>Networks trained at the same time.</summary>
    public const int Batch = 25;

    /// <summary>Fresh points of every curve at every step.</summary>
    public const int Points = 64;

    // Adam's rate at the first step. It falls to 0 at the last, so that the noise of fresh points does not keep the error up.
    private const double LargestRate = 0.001;

    private readonly Module model;
    private readonly ICurveSource curves;
    private readonly Bounds range;
    private readonly int steps;
    private readonly Input[] parameters;
    private readonly Input[] state;
    private readonly Input[] centre;
    private readonly Input x = new("x", new(Points, 1), isPerEpisode: false);
    private readonly Input y = new("y", new(Points, 1));
    private readonly Input strength = new("strength", Shape.Scalar, isPerEpisode: false);
    private readonly Input rate = new("learning rate", Shape.Scalar, isPerEpisode: false);
    private readonly Input step = new("step", Shape.Scalar, isPerEpisode: false);
    private readonly Executor<float> executor;

    /// <summary>Compiles a step.</summary>
    /// <param name="model">Of x and y rows of one number.</param>
    /// <param name="curves">Regressor j learns curve j.</param>
    /// <param name="range">Where points are drawn from, uniformly.</param>
    /// <param name="steps">Adam steps of each regressor, at least 1.</param>
    /// <param name="threads">At least 1.</param>
    public SeparateRegressors(Module model, ICurveSource curves, Bounds range, int steps, int threads)
    {
        (this.model, this.curves, this.range, this.steps) = (model, curves, range, steps);
        var optimizer = new Adam();
        parameters = [.. model.Parameters.Select(p => new Input(p.Name, p.Shape))];
        centre = [.. model.Parameters.Select(p => new Input($"centre of {p.Name}", p.Shape, isPerEpisode: false))];
        state = [.. optimizer.InitialState(model.Parameters).Select(slot => new Input(slot.Name, slot.Shape))];
        var error = Loss.MeanSquaredError(model.Apply(x, parameters), y);
        var distance = parameters.Zip(centre, (p, c) => Sum(Square(p - c))).Aggregate((a, b) => a + b);
        var gradients = Gradient(error + 0.5 * strength * distance, parameters);
        var next = optimizer.Update(parameters, gradients, state, rate, step);
        executor = Program.Compile<float>([error, .. next.Parameters, .. next.State]).CreateExecutor(Batch, threads);
    }

    /// <summary>Trains regressors 0 … count − 1 of a seed, batch after batch.</summary>
    /// <param name="seed">Of curves, points and initial parameters.</param>
    /// <param name="count">A multiple of <see cref="Batch"/>.</param>
    /// <param name="regularization">What their parameters are pulled to.</param>
    /// <param name="lambda">λ, at least 0.</param>
    /// <param name="trained">Called with the number trained so far.</param>
    /// <param name="cancellation">Ends it without a result.</param>
    public AveragedRegressors Train(
        ulong seed, int count, Regularization regularization, double lambda, Action<int>? trained = null, CancellationToken cancellation = default)
    {
        var sums = Array.ConvertAll(parameters, leaf => new double[leaf.Shape.Count]);
        var errors = new double[count];
        for (var first = 0; first < count; first += Batch)
        {
            var pullsToMean = regularization == Regularization.ToMean && first > 0;
            for (var i = 0; i < centre.Length; i++)
            {
                var values = executor[centre[i]];
                for (var j = 0; j < values.Length; j++) values[j] = pullsToMean ? (float)(sums[i][j] / first) : 0;
            }
            // The first batch has no mean to be pulled to.
            executor[strength][0] = regularization == Regularization.ToZero || pullsToMean ? (float)lambda : 0;
            TrainBatch(seed, first, cancellation);
            for (var k = 0; k < Batch; k++) errors[first + k] = executor.Output(0)[k];
            for (var i = 0; i < parameters.Length; i++)
            {
                var values = executor[parameters[i]];
                for (var j = 0; j < values.Length; j++) sums[i][j % sums[i].Length] += values[j];
            }
            trained?.Invoke(first + Batch);
        }
        return new([.. sums.Select(sum => Array.ConvertAll(sum, value => (float)(value / count)))], errors);
    }

    public void Dispose() => executor.Dispose();

    /// <summary>Leaves the trained parameters in the leaves and their errors on points of their own in output 0.</summary>
    private void TrainBatch(ulong seed, int first, CancellationToken cancellation)
    {
        for (var k = 0; k < Batch; k++)
        {
            var initial = model.InitialValues(InitialSeed(seed, first + k));
            for (var i = 0; i < parameters.Length; i++)
                Array.ConvertAll(initial[i], value => (float)value).CopyTo(executor[parameters[i]][(k * initial[i].Length)..]);
        }
        foreach (var slot in state) executor[slot].Clear();
        var random = PointStream(seed, first);
        for (var t = 1; t <= steps; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            Draw(random, seed, first);
            executor[rate][0] = (float)Rate(t, steps);
            executor[step][0] = t;
            executor.Run();
            for (var i = 0; i < parameters.Length; i++) executor.Output(1 + i).CopyTo(executor[parameters[i]]);
            for (var i = 0; i < state.Length; i++) executor.Output(1 + parameters.Length + i).CopyTo(executor[state[i]]);
        }
        Draw(random, seed, first);
        executor.Run();
    }

    private void Draw(RandomStream random, ulong seed, int first)
    {
        var points = executor[x];
        foreach (ref var point in points) point = range.Draw(random);
        var values = executor[y];
        for (var k = 0; k < Batch; k++) curves.Curve(seed, first + k, points, values.Slice(k * Points, Points));
    }

    /// <summary>The learning rate of step t = 1 … steps.</summary>
    internal static double Rate(int t, int steps) => Schedules.Cosine(LargestRate, steps)(t - 1);

    /// <summary>Where regressor j's initial parameters come from.</summary>
    internal static ulong InitialSeed(ulong seed, int regressor) => unchecked(seed + 1 + (ulong)regressor);

    /// <summary>Where the points of the batch that begins with a regressor come from; all of a batch share them.</summary>
    internal static RandomStream PointStream(ulong seed, int first) => new RandomStream(seed, stream: 0x706F696E7473UL).Split((ulong)first);
}
