namespace MetaLearn.Autodiff;

/// <summary>
/// Everything formulas are built with; meant for <c>using static MetaLearn.Autodiff.Functions</c>. Each operation has its file in
/// <c>Operations/</c> with its shape rule, gradient rule and CPU kernel.
/// </summary>
public static partial class Functions
{
}
