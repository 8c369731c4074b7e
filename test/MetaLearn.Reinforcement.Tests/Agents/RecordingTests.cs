using MetaLearn.Models;
using MetaLearn.Reinforcement.Agents;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Tests.Agents;

public sealed class RecordingTests
{
    [Fact]
    public void A_recording_is_the_batch_of_its_steps()
    {
        var recording = new Recording(PolicyAgentTests.Agent());
        recording.Begin();
        recording.Add([1, 2], [3, 4], 5);
        recording.Begin();
        recording.Add([6, 7], [8, 9], 10);
        recording.Add([11, 12], [13, 14], 16);
        var batch = recording.ToBatch();
        Assert.Equal((1, 2, 2), (batch.Episodes, batch.Trajectories, batch.Horizon));
        Assert.Equal([1, 2, 0, 0, 6, 7, 11, 12], batch.Observations);
        Assert.Equal([3, 4, 0, 0, 8, 9, 13, 14], batch.Actions);
        Assert.Equal([5, 0, 10, 16], batch.Rewards);
        Assert.Equal([1 / 3f, 0, 1 / 3f, 1 / 3f], batch.Weights);
        Assert.Equal((15.5, 3, 2), (recording.MeanReturn, recording.Steps, recording.Trajectories));
    }

    [Fact]
    public void Act_draws_what_the_agent_draws()
    {
        var agent = PolicyAgentTests.Agent();
        var (free, kept, recording) = (new float[2], new float[2], new Recording(agent));
        agent.Act([0.1f, 0.2f], new(5), free);
        recording.Begin();
        recording.Act([0.1f, 0.2f], new(5), kept);
        Assert.Equal(free, kept);
    }

    [Fact]
    public void Wrong_sizes_and_numbers_are_one_sentence_and_leave_the_recording_as_it_was()
    {
        var agent = PolicyAgentTests.Agent();
        var recording = new Recording(agent);
        recording.Begin();
        Refused("The policy's observation has 2 numbers, found 3.", () => recording.Act([1, 2, 3], new(1), new float[2]));
        Refused("The policy's action has 2 numbers, found 1.", () => recording.Act([1, 2], new(1), new float[1]));
        Refused("The policy's action has 2 numbers, found 3.", () => recording.Add([1, 2], [1, 2, 3], 1));
        Refused("An observation must be finite in every number.", () => recording.Add([1, float.NaN], [1, 2], 1));
        Refused("An action must be finite in every number.", () => recording.Add([1, 2], [1, float.PositiveInfinity], 1));
        Refused("A reward must be finite, found NaN.", () => recording.Add([1, 2], [1, 2], double.NaN));
        Refused("The policy's action has 2 numbers, found 4.", () => agent.Act([1, 2], new float[4]));
        Refused("A recording needs at least 1 step, found none in its 1 trajectories.", () => agent.Adapt(recording));
        recording.Act([1, 2], new(1), new float[2]);
        Refused("The recording's last action has no reward yet.", () => agent.Adapt(recording));
        recording.Reward(1);
        Assert.Equal(1, agent.Adapt(recording).Steps);
    }

    [Fact]
    public void A_recording_is_of_the_agent_that_acted()
    {
        var agent = PolicyAgentTests.Agent();
        var recording = PolicyAgentTests.Walk(agent, 2);
        Refused("The recording is of another agent's actions; an agent learns from its own, so record again after each step.", () => agent.Adapt(recording).Adapt(recording));
    }

    [Fact]
    public void Without_an_agent_there_is_no_recording() => Assert.Throws<ArgumentNullException>(() => new Recording(null!));

    [Fact]
    public void Act_and_reward_take_turns()
    {
        var recording = new Recording(PolicyAgentTests.Agent());
        Assert.Throws<InvalidOperationException>(() => recording.Act([1, 2], new(1), new float[2]));
        recording.Begin();
        Assert.Throws<InvalidOperationException>(() => recording.Reward(1));
        recording.Act([1, 2], new(1), new float[2]);
        Assert.Throws<InvalidOperationException>(() => recording.Act([1, 2], new(1), new float[2]));
        Assert.Throws<InvalidOperationException>(recording.Begin);
    }

    [Fact]
    public void A_choice_that_there_is_not_is_refused()
    {
        var maml = new PolicyMaml(new CategoricalPolicy(new Linear(1, 3), 1, 3));
        var recording = new Recording(new(maml, new Bandit(3).Actions, [[0, 0, 0], [0, 0, 0]]));
        recording.Begin();
        Refused("An action is one of 0 to 2, found 3.", () => recording.Add([1], [3], 1));
        Refused("The learner has parameters", () => _ = new PolicyAgent(maml, new Bandit(3).Actions, [[0, 0, 0]]));
        Refused("The policy's actions have 1 numbers, and those of the environment 2.", () => _ = new PolicyAgent(maml, new Navigation().Actions, [[0, 0, 0], [0, 0, 0]]));
    }

    private static void Refused(string sentence, Action action) => Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
