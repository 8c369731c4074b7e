using System.Runtime.CompilerServices;
using MetaLearn.Episodes;
using MetaLearn.Models;

namespace MetaLearn;

/// <summary>
/// Range checks of real settings; each returns the value. NaN and infinity never pass, which the framework's checks for numbers let through.
/// </summary>
internal static class Require
{
    public static double Finite(double value, [CallerMemberName] string name = "")
        => double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, value, "Must be finite.");

    public static double Positive(double value, [CallerMemberName] string name = "")
        => value is > 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, value, "Must be positive and finite.");

    public static double NotNegative(double value, [CallerMemberName] string name = "")
        => value is >= 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, value, "Must be at least 0 and finite.");

    public static int Positive(int value, [CallerMemberName] string name = "")
        => value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be at least 1.");

    public static long Positive(long value, [CallerMemberName] string name = "")
        => value > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be at least 1.");

    public static int NotNegative(int value, [CallerMemberName] string name = "")
        => value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be at least 0.");

    public static long NotNegative(long value, [CallerMemberName] string name = "")
        => value >= 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be at least 0.");

    /// <summary>In [0, 1]: a share, a discount.</summary>
    public static double InUnit(double value, [CallerMemberName] string name = "")
        => value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be in [0, 1].");

    /// <summary>In [0, 1): the decay of a running mean.</summary>
    public static double Decay(double value, [CallerMemberName] string name = "")
        => value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, value, "Must be at least 0 and below 1.");

    public static Bounds Positive(Bounds value, [CallerMemberName] string name = "")
        => value.Low > 0 ? value : throw new ArgumentOutOfRangeException(name, value, "Both bounds must be positive.");

    /// <summary>A model whose every array follows a gradient: for learners that move all of them.</summary>
    public static Module WithoutAverages(Module model, string learner)
        => model.Specs.FirstOrDefault(spec => spec.Role == ParameterRole.Average) is { } average
            ? throw new ArgumentException($"{learner} moves every array of its model, and '{average.Name}' is a running average; normalise by the statistics of the batch or of the support set.", nameof(model))
            : model;

    public static T Defined<T>(T value, [CallerMemberName] string name = "") where T : struct, Enum
        => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"Must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}
