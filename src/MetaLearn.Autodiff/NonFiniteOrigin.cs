namespace MetaLearn.Autodiff;

/// <summary>The first operation of a run that made NaN or infinity from finite numbers.</summary>
/// <param name="OperationName">Its name, such as <c>Divide</c>.</param>
/// <param name="Shape">Shape of its result, for one episode.</param>
/// <param name="Inputs">Its inputs, named if they are leaves.</param>
/// <param name="Value">NaN or an infinity.</param>
/// <param name="Element">Row-major position in the result.</param>
/// <param name="Episode">Position in the meta-batch; null for a value that all episodes share.</param>
public sealed record NonFiniteOrigin(string OperationName, Shape Shape, IReadOnlyList<string> Inputs, double Value, int Element, int? Episode)
{
    /// <summary>One sentence.</summary>
    public override string ToString()
        => $"{OperationName} {(Inputs.Count == 0 ? "holds" : $"of {string.Join(", ", Inputs)} gave")} {Value} at element {Element} of {Shape}"
            + (Episode is { } episode ? $" in episode {episode} of the meta-batch" : "");
}
