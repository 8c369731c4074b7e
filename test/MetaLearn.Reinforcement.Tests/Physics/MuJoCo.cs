using MetaLearn.Reinforcement.Physics;

namespace MetaLearn.Reinforcement.Tests.Physics;

/// <summary>The physics library of this machine.</summary>
internal static class MuJoCo
{
    /// <summary>Skips the test where there is none.</summary>
    public static void IsNeeded() => Skip.If(MuJoCoLibrary.Problem is not null, MuJoCoLibrary.Problem);
}
