using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// SHA-256 of formulas as they were built: operations with their settings, shapes, constants, names of leaves, and what feeds what. The same in every
    /// process and on every machine. Formulas that are equal by algebra alone, or that another version of the library builds otherwise, differ.
    /// <see cref="Recompute"/> does not count.
    /// </summary>
    /// <param name="formulas">In an order that counts.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Fingerprint(IReadOnlyList<Expression> formulas)
    {
        ArgumentNullException.ThrowIfNull(formulas);
        return Autodiff.Fingerprint.Of(formulas);
    }
}

/// <summary>Hashes formulas.</summary>
internal static class Fingerprint
{
    public static string Of(IReadOnlyList<Expression> formulas)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        formulas = Lowering.InlineSegments(formulas);
        var numbers = new Dictionary<Expression, int>(ReferenceEqualityComparer.Instance);
        foreach (var node in Traversal.InputsFirst(formulas))
        {
            // Every part says its length first, so that no two lists of parts run together to the same bytes.
            Append(hash, node.Operation.Name);
            var settings = Settings(node.Operation);
            Append(hash, settings.Length);
            foreach (var setting in settings) Append(hash, BitConverter.DoubleToInt64Bits(setting));
            Append(hash, node.Shape.Rank);
            foreach (var length in node.Shape.Lengths) Append(hash, length);
            Append(hash, node is Input { IsPerEpisode: true } ? 1 : 0);
            Append(hash, node.InputArray.Length);
            foreach (var input in node.InputArray) Append(hash, numbers[input]);
            numbers.Add(node, numbers.Count);
        }
        foreach (var formula in formulas) Append(hash, numbers[formula]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What an operation is set to, beyond its name and the shape of its result.</summary>
    internal static double[] Settings(Operation operation) => operation switch
    {
        Constant constant => [constant.Value],
        ConstantArray array => [.. array.Values],
        ArgMax arg => [arg.Axis],
        Conv2d convolution => [.. convolution.Window.Values()],
        Conv2dInput input => [.. input.Window.Values(), input.Rows, input.Columns],
        Conv2dWeight weight => [.. weight.Window.Values()],
        Concatenate concatenate => [concatenate.Axis],
        CumulativeSum sum => [sum.Axis, sum.Reverse ? 1 : 0],
        MatMul product => [product.TransposeA ? 1 : 0, product.TransposeB ? 1 : 0],
        Pad pad => [pad.Axis, pad.Before, pad.After],
        PickMax pick => [.. pick.Window.Values()],
        PlaceMax place => [.. place.Window.Values()],
        RandomOperation random => [random.Stream],
        Reduce reduce => [(double)reduce.Kind, .. reduce.Axes.Values()],
        ScatterAdd scatter => [scatter.Rows],
        Slice slice => [slice.Axis, slice.Start, slice.Length],
        Transpose transpose => [.. transpose.Permutation.Values()],
        WindowSum sum => [.. sum.Window.Values()],
        WindowSpread spread => [.. spread.Window.Values(), spread.Rows, spread.Columns],
        _ => [],
    };

    private static IEnumerable<double> Values(this Integers integers) => integers.AsSpan().ToArray().Select(value => (double)value);

    private static IEnumerable<double> Values(this Window window)
        => [window.Height, window.Width, window.Stride, window.Dilation, window.Top, window.Bottom, window.Left, window.Right];

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
