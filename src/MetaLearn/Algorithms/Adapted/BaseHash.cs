using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using MetaLearn.Autodiff;

namespace MetaLearn.Algorithms;

/// <summary>The identity of a <see cref="TrainedModel"/>: equal when, and only when, it adapts and predicts alike.</summary>
internal static class BaseHash
{

    public static string Of(TrainedModel model, string formula)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, "metalearn-base-1");
        Append(hash, formula);
        Append(hash, model.InnerSteps);
        Append(hash, model.Shape.SupportRows);
        Append(hash, model.Shape.XRow);
        Append(hash, model.Shape.YRow);
        return End(hash, model.Learner.Parameters, model.Parameters);
    }

    /// <summary>The same of another kind of base, which is all in its formula and its parameters.</summary>
    public static string Of(string kind, string formula, IReadOnlyList<Parameter> parameters, IReadOnlyList<float[]> values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, kind);
        Append(hash, formula);
        return End(hash, parameters, values);
    }

    private static string End(IncrementalHash hash, IReadOnlyList<Parameter> parameters, IReadOnlyList<float[]> values)
    {
        Append(hash, values.Count);
        for (var i = 0; i < values.Count; i++)
        {
            Append(hash, parameters[i].Name);
            Append(hash, parameters[i].Shape);
            Append(hash, values[i]);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Append(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, Shape shape)
    {
        Append(hash, shape.Rank);
        foreach (var length in shape.Lengths) Append(hash, length);
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, float[] values)
    {
        if (BitConverter.IsLittleEndian)
        {
            hash.AppendData(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }
        foreach (var value in values) Append(hash, BitConverter.SingleToInt32Bits(value));
    }
}
