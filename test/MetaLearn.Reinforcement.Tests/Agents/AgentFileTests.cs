using MetaLearn.Files;
using MetaLearn.Reinforcement.Agents;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Experiments;

namespace MetaLearn.Reinforcement.Tests.Agents;

public sealed class AgentFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("metalearn-agent-").FullName;

    private string FilePath => Path.Combine(folder, "kitchen.policy");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_loaded_agent_acts_and_goes_on_as_the_saved_one()
    {
        var agent = PolicyAgentTests.Agent();
        var adapted = agent.Adapt(PolicyAgentTests.Walk(agent, 5));
        adapted.Save(FilePath);
        var loaded = PolicyAgentTests.Agent().LoadAdapted(FilePath);
        Assert.Equal(1, loaded.Steps);
        Assert.Equal(PolicyAgentTests.Actions(adapted, 1), PolicyAgentTests.Actions(loaded, 1));
        var (next, other) = (adapted.Adapt(PolicyAgentTests.Walk(adapted, 5)), loaded.Adapt(PolicyAgentTests.Walk(loaded, 5)));
        Assert.Equal(PolicyAgentTests.Actions(next, 1), PolicyAgentTests.Actions(other, 1));
    }

    [Fact]
    public void An_agent_of_another_base_refuses_the_file()
    {
        var agent = PolicyAgentTests.Agent();
        agent.Save(FilePath);
        foreach (var other in new[] { PolicyAgentTests.Agent(seed: 8), PolicyAgentTests.Agent(actions: new BoxActions(2, -1, 1)) })
            Assert.Equal((agent.BaseHash, other.BaseHash), Hashes(Assert.Throws<BaseMismatchException>(() => other.LoadAdapted(FilePath))));

        static (string Found, string Expected) Hashes(BaseMismatchException failure) => (failure.Found, failure.Expected);
    }

    [Fact]
    public void What_is_no_adapted_policy_is_refused_in_one_sentence()
    {
        var agent = PolicyAgentTests.Agent();
        Assert.Throws<FileNotFoundException>(() => agent.LoadAdapted(FilePath));
        Write([], new() { ["format"] = "metalearn-adapted-1" });
        Refused("is no adapted policy: its format is 'metalearn-adapted-1', expected 'metalearn-adapted-policy-1'.");
        Write([], new() { ["format"] = "metalearn-adapted-policy-1" });
        Refused("is no adapted policy: its metadata has no 'base'.");
        Write([], new() { ["format"] = "metalearn-adapted-policy-1", ["base"] = agent.BaseHash, ["inner_steps"] = "one" });
        Refused("'inner_steps' in its metadata is 'one', expected a whole number.");
        Write([], new() { ["format"] = "metalearn-adapted-policy-1", ["base"] = agent.BaseHash, ["inner_steps"] = "1" });
        Refused("has no array '0.weight'.");
        Write([new("0.weight", new(1), [2f])], new() { ["format"] = "metalearn-adapted-policy-1", ["base"] = agent.BaseHash, ["inner_steps"] = "1" });
        Refused("holds '0.weight' of shape [1], expected [5, 2].");
        agent.Save(FilePath);
        File.WriteAllBytes(FilePath, File.ReadAllBytes(FilePath)[..^5]);
        Assert.Throws<FileFormatException>(() => agent.LoadAdapted(FilePath));

        void Write(NamedArray[] arrays, Dictionary<string, string> metadata) => new SafeTensorsFile(arrays, metadata).Write(FilePath);
        void Refused(string sentence) => Assert.EndsWith(sentence, Assert.Throws<FileFormatException>(() => agent.LoadAdapted(FilePath)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_opens_as_the_policy_that_it_keeps_and_adapts_as_its_evaluation()
    {
        var spec = PolicySpec.For("navigation") with { Iterations = 1, MetaBatch = 2, Trajectories = 3, Hidden = [4], EvaluationSteps = 1, EvaluationTrajectories = 2, Threads = 1 };
        var path = Path.Combine(folder, "run");
        using (var run = RunFolder.Create(path, RunRecord.Of("train navigation", PolicyFields.ToOptions(spec), spec.Seed, null, TimeProvider.System)))
        using (var training = new PolicyRun(run, PolicyExperiment.Build(spec), TimeProvider.System))
            Assert.True(training.Train(null, CancellationToken.None));
        var agent = PolicyAgent.Open(path);
        var trained = TrainedPolicy.Open(path);
        Assert.Equal(trained.Parameters[0], agent.Parameters[0].ToArray());
        // The first step of the results has the α of training, each later one half of it.
        var (once, factor) = (new PolicyAgent(trained.Experiment.Maml, agent.Actions, trained.Parameters, new() { LaterRateFactor = 0.5 }), trained.Experiment.Evaluation.LaterRateFactor);
        Assert.Equal(0.5, factor);
        Assert.Equal(once.BaseHash, agent.BaseHash);
        Assert.Equal(
            PolicyAgentTests.Actions(once.Adapt(PolicyAgentTests.Walk(once, 3)), 1), PolicyAgentTests.Actions(agent.Adapt(PolicyAgentTests.Walk(agent, 3)), 1));
        Assert.Throws<IOException>(() => PolicyAgent.Open(Path.Combine(folder, "none")));
    }
}
