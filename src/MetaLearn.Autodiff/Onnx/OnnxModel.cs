using System.Collections.Immutable;

namespace MetaLearn.Autodiff.Onnx;

/// <summary>
/// A formula of one input as an ONNX model (operator set 17): input <c>x</c>, output <c>predictions</c>, 32-bit floats. A formula is of one episode; the model takes any
/// number of them along a first axis of both, <c>rows</c>, where an axis of length 1 that came first gives way: x <c>[1, ..row]</c> becomes <c>[rows, ..row]</c>. Rows are
/// computed apart, as episodes are. The same formula and values give the same bytes.
/// </summary>
public sealed class OnnxModel
{
    private readonly OnnxGraph graph;
    private readonly int[] inputRow, outputRow;

    /// <summary>Translates a formula. What does not depend on x is computed now and becomes an array of the model.</summary>
    /// <param name="formula">Of any shape.</param>
    /// <param name="x">What becomes the model's input.</param>
    /// <param name="weights">A value for each other leaf of the formula.</param>
    /// <exception cref="ArgumentException">A leaf has no value, or one of another length.</exception>
    /// <exception cref="NotSupportedException">The formula has an operation without counterpart in ONNX, or an empty array; the message names it.</exception>
    public OnnxModel(Expression formula, Input x, IReadOnlyList<OnnxWeight> weights)
    {
        ArgumentNullException.ThrowIfNull(formula);
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weights);
        graph = OnnxLowering.Of(Functions.WithoutRecompute([formula])[0], x, weights);
        (inputRow, outputRow) = (OnnxLowering.Row(x.Shape), OnnxLowering.Row(formula.Shape));
    }

    /// <summary>Name of the graph, which viewers show; <c>model</c> by default.</summary>
    public string Name { get; init; } = "model";

    /// <summary>Texts that are kept with the model; none by default.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Writes the model.</summary>
    /// <param name="stream">Anywhere.</param>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(OnnxBytes.Model(graph, Name, inputRow, outputRow, Metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal)).Bytes);
    }
}
