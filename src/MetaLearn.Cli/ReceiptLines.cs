using MetaLearn.Proofs;

namespace MetaLearn.Cli;

/// <summary>A gradient receipt as it is printed.</summary>
internal static class ReceiptLines
{
    public static string Of(GradientReceipt receipt)
        => string.Concat(ReceiptText.Lines(receipt).Select(line => $"{line.What,-12}{line.Text}{Environment.NewLine}"));
}
