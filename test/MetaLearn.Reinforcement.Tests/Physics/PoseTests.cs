using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Tests.Experiments;

namespace MetaLearn.Reinforcement.Tests.Physics;

public sealed class PoseTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    public void Dispose() => folder.Delete(recursive: true);

    [SkippableFact]
    public void A_body_that_draws_no_finite_action_is_shown_as_it_starts()
    {
        MuJoCo.IsNeeded();
        Assert.Contains("before, goal", PolicyReport.Of(PolicyReportTests.OfNaN("cheetah-direction", folder.FullName)).ToHtml(), StringComparison.Ordinal);
    }
}
