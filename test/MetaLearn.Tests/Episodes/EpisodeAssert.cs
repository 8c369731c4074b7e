using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

internal static class EpisodeAssert
{
    public static void Same(Episode expected, Episode actual)
    {
        Same(expected.Support, actual.Support);
        Same(expected.Query, actual.Query);
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.TaskParameters.ToArray(), actual.TaskParameters.ToArray());
    }

    public static void Same(Examples expected, Examples actual)
    {
        Assert.Equal(expected.X.ToArray(), actual.X.ToArray());
        Assert.Equal(expected.Y.ToArray(), actual.Y.ToArray());
    }
}
