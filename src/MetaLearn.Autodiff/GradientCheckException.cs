namespace MetaLearn.Autodiff;

/// <summary>A gradient differs from its central difference; the message has the error of each order.</summary>
public sealed class GradientCheckException : Exception
{
    /// <summary>Makes the exception.</summary>
    public GradientCheckException(string message) : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public GradientCheckException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <summary>Makes the exception without a message.</summary>
    public GradientCheckException()
    {
    }
}
