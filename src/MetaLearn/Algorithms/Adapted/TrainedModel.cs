using System.Collections.Concurrent;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Algorithms;

/// <summary>
/// A learner with its learned parameters: adapts to a support set of any number of examples in one call. Thread-safe, and the same support set gives the
/// same bits whatever else runs.
/// </summary>
public sealed class TrainedModel
{
    // Programs kept, one for each number of support rows; the one unused for longest makes room.
    private const int LargestCache = 64;

    private readonly ConcurrentDictionary<int, Lazy<AdaptationPart>> byRows = new();
    private readonly ConcurrentDictionary<string, Lazy<PredictionPart>> predictions = new();
    private readonly Lazy<string> hash;
    private long uses;

    /// <summary>Prepares adaptation.</summary>
    /// <param name="learner">Of any kind.</param>
    /// <param name="parameters">Values of its parameters, in order; copied.</param>
    /// <param name="shape">Row shapes, and the support rows it was trained with; the query rows do not matter.</param>
    /// <param name="innerSteps">Inner steps of an adaptation, at least 0.</param>
    /// <exception cref="ArgumentException">The parameters are not the learner's.</exception>
    public TrainedModel(MetaLearner learner, IReadOnlyList<float[]> parameters, EpisodeShape shape, int innerSteps)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentOutOfRangeException.ThrowIfNegative(innerSteps);
        if (!parameters.Select(values => values.Length).SequenceEqual(learner.Parameters.Select(parameter => parameter.Shape.Count)))
            throw new ArgumentException($"The learner has parameters {string.Join(", ", learner.Parameters)}; the values given have other lengths.", nameof(parameters));
        (Learner, Shape, InnerSteps) = (learner, shape, innerSteps);
        Parameters = [.. parameters.Select(values => (float[])values.Clone())];
        // At once, so that a learner that does not fit its data is refused here.
        var trained = Part(shape.SupportRows);
        PredictionRow = trained.Prediction.Row;
        hash = new(() => BaseHash.Of(this, trained.Fingerprint));
    }

    /// <summary>What was trained.</summary>
    public MetaLearner Learner { get; }

    /// <summary>Row shapes, and the support rows it was trained with.</summary>
    public EpisodeShape Shape { get; }

    /// <summary>Inner steps of an adaptation.</summary>
    public int InnerSteps { get; }

    /// <summary>The learned values, in the order of the learner's parameters.</summary>
    public IReadOnlyList<float[]> Parameters { get; }

    /// <summary>Shape of one row's prediction, such as <c>[1]</c>.</summary>
    public Shape PredictionRow { get; }

    /// <summary>
    /// What the model is, as 64 hexadecimal digits: SHA-256 of the formula from support set to prediction with all its settings, of the names, shapes and values
    /// of the parameters, of <see cref="InnerSteps"/> and of <see cref="Shape"/> but for its query rows. The same in every process and on every machine. A saved
    /// adapted model carries it and is loaded by no other base.
    /// </summary>
    public string Hash => hash.Value;

    /// <summary>Adapts to a support set.</summary>
    /// <param name="supportX"><c>[rows, ..XRow]</c>, row-major; any number of rows from 1, which the first time takes some milliseconds to compile for.</param>
    /// <param name="supportY"><c>[rows, ..YRow]</c>, row-major.</param>
    /// <exception cref="ArgumentException">The lengths are not those of equally many rows, or a number is not finite.</exception>
    /// <exception cref="ShapeException">The learner itself does not take this number of rows.</exception>
    public AdaptedModel Adapt(ReadOnlySpan<float> supportX, ReadOnlySpan<float> supportY)
    {
        var rows = Rows(supportX, supportY);
        CheckFinite(supportX, "support x", nameof(supportX));
        CheckFinite(supportY, "support y", nameof(supportY));
        var part = Part(rows);
        return new(this, part.Prediction, part.Run(supportX, supportY), supportX.ToArray(), supportY.ToArray(), rows);
    }

    /// <summary>Adapts to a support set.</summary>
    /// <param name="support">Any number of examples from 1.</param>
    public AdaptedModel Adapt(Examples support)
    {
        ArgumentNullException.ThrowIfNull(support);
        return Adapt(support.X.Span, support.Y.Span);
    }

    /// <summary>Reads an adapted model that <see cref="AdaptedModel.Save"/> wrote: the same state, bit for bit, without adapting again.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Files.FileFormatException">It is truncated, damaged, no adapted model, or of a newer format.</exception>
    /// <exception cref="Files.BaseMismatchException">It was adapted from another base.</exception>
    public AdaptedModel LoadAdapted(string path) => AdaptedModelFile.Load(this, path);

    /// <summary>Writes an ONNX model of the predictions before adapting, as <see cref="AdaptedModel.SaveOnnx"/> does of those after.</summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="notes">Texts to keep in its metadata beside <c>base</c>, <c>inner_steps</c> and <c>support_rows</c>, which are 0; none by default.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    /// <exception cref="NotSupportedException">The learner predicts from a support set even without an inner step, or an operation has no counterpart in ONNX.</exception>
    public void SaveOnnx(string path, IReadOnlyDictionary<string, string>? notes = null) => OnnxModelFile.Save(this, path, notes);

    /// <summary>The programs for a number of support rows.</summary>
    internal AdaptationPart Part(int rows)
    {
        if (!byRows.TryGetValue(rows, out var entry))
        {
            entry = byRows.GetOrAdd(rows, count => new(() => new(Learner, Parameters, Shape with { SupportRows = count }, InnerSteps, Shared)));
            if (byRows.Count > LargestCache) Forget(rows);
        }
        try
        {
            entry.Value.LastUse = Interlocked.Increment(ref uses);
            return entry.Value;
        }
        catch
        {
            // A number of rows that the learner refuses takes no place.
            byRows.TryRemove(KeyValuePair.Create(rows, entry));
            throw;
        }
    }

    private PredictionPart Shared(string fingerprint, Func<PredictionPart> make) => predictions.GetOrAdd(fingerprint, _ => new(make)).Value;

    // Models that are adapted keep their own prediction part alive.
    private void Forget(int newest)
    {
        var oldest = byRows.Where(entry => entry.Key != newest && entry.Value.IsValueCreated).MinBy(entry => entry.Value.Value.LastUse);
        if (oldest.Value is null || !byRows.TryRemove(oldest)) return;
        var kept = byRows.Values.Where(part => part.IsValueCreated).Select(part => part.Value.Prediction).ToHashSet();
        foreach (var unused in predictions.Where(entry => entry.Value.IsValueCreated && !kept.Contains(entry.Value.Value))) predictions.TryRemove(unused);
    }

    private int Rows(ReadOnlySpan<float> supportX, ReadOnlySpan<float> supportY)
    {
        var (width, height) = (Shape.XRow.Count, Shape.YRow.Count);
        var rows = height > 0 ? supportY.Length / height : width > 0 ? supportX.Length / width : 0;
        return rows > 0 && supportX.Length == (long)rows * width && supportY.Length == (long)rows * height
            ? rows
            : throw new ArgumentException($"Support x holds {supportX.Length} numbers and support y {supportY.Length}; expected equally many rows, "
                + $"at least 1, of {width} numbers (shape {Shape.XRow}) and of {height} (shape {Shape.YRow}).", nameof(supportX));
    }

    private static void CheckFinite(ReadOnlySpan<float> values, string what, string name)
    {
        if (System.Numerics.Tensors.TensorPrimitives.IsFiniteAll(values)) return;
        foreach (var value in values)
            if (!float.IsFinite(value)) throw new ArgumentException($"{what} holds {value}; every number must be finite.", name);
    }
}
