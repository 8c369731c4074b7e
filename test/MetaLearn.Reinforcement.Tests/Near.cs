namespace MetaLearn.Reinforcement.Tests;

/// <summary>Numbers that agree up to rounding.</summary>
internal static class Near
{
    /// <summary>Fails unless |actual − expected| ≤ tolerance · max(1, |expected|) for each pair; NaN never agrees.</summary>
    public static void Equal(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double tolerance = 1e-12)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (var i = 0; i < expected.Count; i++)
            Assert.True(
                Math.Abs(actual[i] - expected[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])),
                $"Element {i}: expected {expected[i]:R}, found {actual[i]:R}.");
    }
}
