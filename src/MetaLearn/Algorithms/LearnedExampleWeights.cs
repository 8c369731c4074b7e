using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// Learns a weight w for every support row by the gradient of the held-out loss: rows whose labels are wrong lose theirs ("data hyper-cleaning",
/// Franceschi et al. 2017). For one fixed support set: every episode must have the same rows in the same order, judged on a small clean query set. The
/// weights are <c>w = n · softmax(ψ)</c>, equal at first and 1 on average.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="supportRows">Rows of the support set: at least 1.</param>
public sealed class LearnedExampleWeights(Module model, int supportRows) : Bilevel(model)
{
    private readonly int supportRows = Require.Positive(supportRows, nameof(supportRows));

    /// <summary>ψ, shape <c>[supportRows]</c>.</summary>
    public Parameter Logits => Parameters[0];

    /// <summary>w of values of ψ.</summary>
    /// <param name="logits">As many as support rows.</param>
    /// <returns>As many, positive, 1 on average.</returns>
    public static double[] Weights(ReadOnlySpan<float> logits)
    {
        var shares = new double[logits.Length];
        for (var i = 0; i < shares.Length; i++) shares[i] = Math.Exp(logits[i] - (double)System.Numerics.Tensors.TensorPrimitives.Max(logits));
        var mean = shares.Sum() / shares.Length;
        return Array.ConvertAll(shares, share => share / mean);
    }

    private protected override Module Learned => field ??= new RuleParameters(new ParameterSpec("example logits", new(supportRows), Initializers.Zeros));

    private protected override Expression RowWeights(int rows)
    {
        if (rows != supportRows) throw new ShapeException($"LearnedExampleWeights: has weights for {supportRows} support rows, found {rows}.");
        var shares = Exp(Logits - StopGradient(Max(Logits, [0], keepDimensions: true)));
        return Reshape(shares / Mean(shares), new(rows, 1));
    }
}
