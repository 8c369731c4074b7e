namespace MetaLearn.Autodiff;

/// <summary>The shapes given to an operation do not fit; the message names the operation and every shape. Thrown while the formula is built.</summary>
public sealed class ShapeException : ArgumentException
{
    /// <summary>Makes the exception.</summary>
    public ShapeException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public ShapeException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public ShapeException()
    {
    }

    internal static ShapeException For(Operation operation, string expected, ReadOnlySpan<Shape> found)
        => new($"{operation.Name}: expected {expected}, found {Describe(found)}.");

    private static string Describe(ReadOnlySpan<Shape> shapes)
        => shapes.Length switch
        {
            0 => "nothing",
            1 => $"shape {shapes[0]}",
            _ => $"shapes {string.Join(" and ", shapes.ToArray())}",
        };
}
