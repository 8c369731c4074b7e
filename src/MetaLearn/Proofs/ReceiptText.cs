using System.Globalization;

namespace MetaLearn.Proofs;

/// <summary>A <see cref="GradientReceipt"/> as lines for people: what, and what is to be known of it.</summary>
public static class ReceiptText
{
    /// <summary>The lines, 3 to 5 and one for each finding.</summary>
    /// <param name="receipt">To be told.</param>
    public static IReadOnlyList<(string What, string Text)> Lines(GradientReceipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        List<(string What, string Text)> lines = [("gradient", Gradient(receipt)), ("adapts", Adapts(receipt)), ("check", Check(receipt))];
        if (receipt.Gap is { } gap) lines.Add(("gap", string.Create(CultureInfo.InvariantCulture, $"{gap.Relative:P1} of the exact gradient's length away from it; the cosine between them is {gap.Cosine:F4}")));
        if (receipt.Residual is { } residual) lines.Add(("residual", string.Create(CultureInfo.InvariantCulture, $"{residual:G2} of the linear system's right-hand side is left over")));
        if (receipt.Replaced.Count > 0) lines.Add(("state", $"{Few(receipt.Replaced)}: replaced each iteration, not optimised"));
        lines.AddRange(receipt.Findings.Select(finding => (finding.IsBroken ? "BROKEN" : "note", finding.ToString())));
        return lines;
    }

    private static string Gradient(GradientReceipt receipt) => receipt switch
    {
        { InnerSteps: 0 } => "of the meta-loss; there is no inner loop to differentiate",
        { FollowsMetaLoss: false } => $"the outer loop follows another direction than the gradient of its meta-loss; the derivatives of the {Steps(receipt.InnerSteps)} are not taken by unrolling",
        { DifferentiatedSteps: 0 } => $"first order: none of the {Steps(receipt.InnerSteps)} is differentiated, inner gradients are constants",
        _ => $"second order: {receipt.DifferentiatedSteps} of {Steps(receipt.InnerSteps)} differentiated",
    };

    private static string Adapts(GradientReceipt receipt) => receipt.Adapted.Count == 0
        ? $"no parameter; {Few(receipt.Kept)} predict as they are"
        : receipt.Kept.Count == 0 ? $"all that predict: {Few(receipt.Adapted)}" : $"{Few(receipt.Adapted)}; {Few(receipt.Kept)} predict as they are";

    private static string Check(GradientReceipt receipt)
    {
        var what = receipt.FollowsMetaLoss ? "meta-gradient" : "gradient of the meta-loss, which is not what is followed,";
        var held = receipt is { DifferentiatedSteps: 0, InnerSteps: > 0, FollowsMetaLoss: true } ? ", inner gradients held at their values" : "";
        var episodes = receipt.Episodes == 1 ? "1 episode" : $"{receipt.Episodes} episodes";
        var directions = receipt.Checks.Count == 1 ? "1 direction" : $"{receipt.Checks.Count} directions";
        var verdict = receipt.Agrees ? "pass" : $"FAIL, worst in {receipt.Checks.MaxBy(check => double.IsNaN(check.Error) ? double.PositiveInfinity : check.Error)?.Where}";
        return receipt.Checks.Count == 0
            ? "the meta-loss has no gradient of its own to check: it holds what was adapted constant"
            : string.Create(CultureInfo.InvariantCulture, $"{what} against central differences in double{held} ({episodes}, {directions}): relative error {receipt.Error:G2}, tolerance {receipt.Tolerance:G2}: {verdict}");
    }

    private static string Steps(int count) => count == 1 ? "1 inner step" : $"{count} inner steps";

    private static string Few(IReadOnlyList<string> names)
        => names.Count == 0 ? "none" : names.Count <= 8 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(6))} and {names.Count - 6} more";
}
