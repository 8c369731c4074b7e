using System.Reflection;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Agents;

namespace MetaLearn.Documentation.Tests;

/// <summary>
/// What users can call is a text under <c>test/approved</c>, so that every change to it shows in review. With the environment variable
/// <c>METALEARN_APPROVE</c> set to 1 the tests write the texts anew.
/// </summary>
public sealed class PublicSurfaceTests
{
    public static TheoryData<string> Libraries => [typeof(Expression).Assembly.GetName().Name!, typeof(MetaLearner).Assembly.GetName().Name!, typeof(PolicyAgent).Assembly.GetName().Name!];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_surface_is_the_approved_one(string library)
    {
        var path = Repository.At($"test/approved/{library}.txt");
        var surface = PublicSurface.Of(Assembly.Load(library));
        if (Environment.GetEnvironmentVariable("METALEARN_APPROVE") == "1") File.WriteAllText(path, surface);
        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        var (now, then) = (surface.Split('\n'), approved.Split('\n'));
        Assert.True(
            surface == approved,
            $"The public surface of {library} changed. If that is meant, run the tests once with METALEARN_APPROVE=1 and commit test/approved/{library}.txt.\n"
            + string.Join('\n', then.Except(now).Select(line => "- " + line).Concat(now.Except(then).Select(line => "+ " + line))));
    }
}
