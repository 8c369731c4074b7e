namespace MetaLearn.Episodes;

/// <summary>Checks of option values: each returns the value or throws with the option's name and the number given.</summary>
internal static class Require
{
    public static int Positive(int value, string name) => value > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Must be at least 1.");

    public static double Positive(double value, string name) => value > 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Must be positive and finite.");

    public static double NotNegative(double value, string name) => value >= 0 && double.IsFinite(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Must be at least 0 and finite.");

    public static Bounds Positive(Bounds value, string name) => value.Low > 0
        ? value
        : throw new ArgumentOutOfRangeException(name, value, "Both bounds must be positive.");

    public static T Defined<T>(T value, string name) where T : struct, Enum => Enum.IsDefined(value)
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"Must be one of {string.Join(", ", Enum.GetNames<T>())}.");
}
