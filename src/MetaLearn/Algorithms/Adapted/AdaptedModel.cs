using MetaLearn.Autodiff;
using MetaLearn.Episodes;

namespace MetaLearn.Algorithms;

/// <summary>
/// A learner adapted to one support set: what the support set determined (θ′ for MAML) and the support set itself. Immutable and thread-safe;
/// made by <see cref="TrainedModel.Adapt(ReadOnlySpan{float}, ReadOnlySpan{float})"/>, changed by making another, saved in a small file.
/// </summary>
public sealed class AdaptedModel
{
    private readonly PredictionPart part;
    private readonly float[][] state;
    private readonly float[] supportX;
    private readonly float[] supportY;

    // The arrays are handed over: nobody else may change them.
    internal AdaptedModel(TrainedModel trained, PredictionPart part, float[][] state, float[] supportX, float[] supportY, int rows)
    {
        (Base, this.part, this.state, this.supportX, this.supportY, SupportRows) = (trained, part, state, supportX, supportY, rows);
    }

    /// <summary>What was adapted.</summary>
    public TrainedModel Base { get; }

    /// <summary>Examples it was adapted to, at least 1.</summary>
    public int SupportRows { get; }

    /// <summary>The examples it was adapted to, in order.</summary>
    public Examples Support => new(supportX, supportY);

    /// <summary>Bytes of the adapted state and of the support set: what one more model costs beside its base, but for some two hundred bytes of objects.</summary>
    public long Bytes => (state.Sum(values => (long)values.Length) + supportX.Length + supportY.Length) * sizeof(float);

    /// <summary>The adapted state: the values that depend on the support set and are needed to predict.</summary>
    public IReadOnlyList<ReadOnlyMemory<float>> State => [.. state.Select(values => new ReadOnlyMemory<float>(values))];

    internal float[][] StateArrays => state;

    /// <summary>Predictions for any number of rows. A row's prediction has the same bits whatever other rows are asked for with it.</summary>
    /// <param name="x"><c>[rows, ..XRow]</c>, row-major, at least one row.</param>
    /// <returns><c>[rows, ..PredictionRow]</c>, row-major.</returns>
    /// <exception cref="ArgumentException">x is no whole number of rows, or none.</exception>
    public float[] Predict(ReadOnlySpan<float> x)
    {
        var result = new float[part.RowsIn(x) * part.Row.Count];
        part.Run(state, x, result);
        return result;
    }

    /// <summary>Predictions for any number of rows into memory of the caller's; allocates nothing once it is warm.</summary>
    /// <param name="x"><c>[rows, ..XRow]</c>, row-major, at least one row.</param>
    /// <param name="predictions"><c>[rows, ..PredictionRow]</c>, row-major.</param>
    /// <exception cref="ArgumentException">x is no whole number of rows, or none, or the other length is not that of as many predictions.</exception>
    public void Predict(ReadOnlySpan<float> x, Span<float> predictions) => part.Run(state, x, predictions);

    /// <summary>The model adapted to these examples and one more, which comes last. This one stays as it is.</summary>
    /// <param name="x">One row, <c>[..XRow]</c>.</param>
    /// <param name="y">One row, <c>[..YRow]</c>.</param>
    /// <returns>Bit for bit what adapting to all of them at once gives; <see cref="Without"/> of its last example is this model again.</returns>
    /// <exception cref="ArgumentException">A length is not that of one row, or a number is not finite.</exception>
    public AdaptedModel With(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        CheckRow(x, Base.Shape.XRow, nameof(x));
        CheckRow(y, Base.Shape.YRow, nameof(y));
        return Base.Adapt([.. supportX, .. x], [.. supportY, .. y]);
    }

    /// <summary>The model adapted to the same examples with one of them corrected. This one stays as it is.</summary>
    /// <param name="index">Of the example, from 0 to <see cref="SupportRows"/> − 1.</param>
    /// <param name="y">What is right for its x, one row <c>[..YRow]</c>.</param>
    /// <exception cref="ArgumentException">The length is not that of one row, or a number is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such example.</exception>
    public AdaptedModel WithCorrected(int index, ReadOnlySpan<float> y)
    {
        CheckIndex(index);
        CheckRow(y, Base.Shape.YRow, nameof(y));
        var corrected = (float[])supportY.Clone();
        y.CopyTo(corrected.AsSpan(index * y.Length));
        return Base.Adapt(supportX, corrected);
    }

    /// <summary>The model adapted to the same examples but one. This one stays as it is.</summary>
    /// <param name="index">Of the example, from 0 to <see cref="SupportRows"/> − 1.</param>
    /// <returns>Bit for bit what adapting to the other examples, in their order, gives.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such example.</exception>
    /// <exception cref="InvalidOperationException">It is the only one.</exception>
    public AdaptedModel Without(int index)
    {
        CheckIndex(index);
        if (SupportRows == 1) throw new InvalidOperationException("The only example cannot be removed: adapting needs at least one.");
        return Base.Adapt(Left(supportX, Base.Shape.XRow.Count, index), Left(supportY, Base.Shape.YRow.Count, index));
    }

    /// <summary>
    /// Writes a safetensors file, atomically: state, support set, the hash of the base and a checksum. Read it with <see cref="TrainedModel.LoadAdapted"/>.
    /// The same model and notes always give the same bytes.
    /// </summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="notes">Texts of the caller's, such as whose model it is; none by default. <see cref="Files.AdaptedFile.Notes"/> gives them back.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    public void Save(string path, IReadOnlyDictionary<string, string>? notes = null) => AdaptedModelFile.Save(this, path, notes);

    /// <summary>
    /// Writes an ONNX model of the predictions, atomically, for other runtimes: x <c>[rows, ..XRow]</c> → predictions <c>[rows, ..PredictionRow]</c>, any number of rows, each
    /// predicted by itself as <see cref="Predict(ReadOnlySpan{float})"/> does. The adapted parameters bear the names of those that they were adapted from.
    /// </summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="notes">Texts to keep in its metadata beside <c>base</c>, <c>inner_steps</c> and <c>support_rows</c>; none by default.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    /// <exception cref="NotSupportedException">The prediction has an operation without counterpart in ONNX.</exception>
    public void SaveOnnx(string path, IReadOnlyDictionary<string, string>? notes = null) => OnnxModelFile.Save(this, path, notes);

    private static float[] Left(float[] rows, int width, int index) => [.. rows.AsSpan(0, index * width), .. rows.AsSpan((index + 1) * width)];

    private void CheckIndex(int index)
    {
        if (index < 0 || index >= SupportRows)
            throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {SupportRows} examples, numbered 0 to {SupportRows - 1}.");
    }

    private static void CheckRow(ReadOnlySpan<float> values, Shape row, string name)
    {
        if (values.Length != row.Count) throw new ArgumentException($"{name} holds {values.Length} numbers; one row has {row.Count} (shape {row}).", name);
    }
}
