using System.Numerics.Tensors;
using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Environments;
using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Agents;

/// <summary>
/// A trained policy in a program of your own: it acts, and adapts to a new goal from a few trajectories that were recorded while it acted. Immutable and thread-safe; adapting makes
/// another agent by the inner step of training and evaluation (<see cref="PolicyMaml.Path"/>) and leaves this one as it is.
/// </summary>
public sealed class PolicyAgent
{
    // Most policies' distributions fit into this many numbers on the stack.
    private const int OnStack = 128;

    private readonly AgentBase shared;
    private readonly float[][] parameters;

    /// <summary>An agent that has not adapted.</summary>
    /// <param name="maml">What was trained.</param>
    /// <param name="actions">Of the environment.</param>
    /// <param name="parameters">Values of the learner's parameters, in order; copied.</param>
    /// <param name="settings">How it adapts: credit and rate factors; the rest does not matter. Defaults as for evaluation.</param>
    /// <exception cref="ArgumentException">The parameters are not the learner's, or its actions not the environment's.</exception>
    public PolicyAgent(PolicyMaml maml, ActionSpace actions, IReadOnlyList<float[]> parameters, PolicyEvaluation? settings = null)
        : this(new AgentBase(maml, actions, parameters, settings ?? new()))
    {
    }

    internal PolicyAgent(AgentBase shared, float[][] parameters, int steps) => (this.shared, this.parameters, Steps) = (shared, parameters, steps);

    private PolicyAgent(AgentBase shared) : this(shared, shared.Start, 0)
    {
    }

    /// <summary>What acts.</summary>
    public Policy Policy => shared.Maml.Policy;

    /// <summary>What the environment takes.</summary>
    public ActionSpace Actions => shared.Actions;

    /// <summary>Inner steps that it has adapted by.</summary>
    public int Steps { get; }

    /// <summary>The policy's parameters, in its order.</summary>
    public IReadOnlyList<ReadOnlyMemory<float>> Parameters => [.. parameters.Select(values => new ReadOnlyMemory<float>(values))];

    /// <summary>What was trained, as 64 hexadecimal digits: equal where two agents acted and adapted alike before they adapted.</summary>
    public string BaseHash => shared.Hash;

    internal AgentBase Shared => shared;

    /// <summary>The policy of a run, with its parameters that were best on the validation goals, adapting as <c>metalearn evaluate</c> does.</summary>
    /// <param name="folder">Of the run.</param>
    /// <exception cref="IOException">There is no run, or none with a checkpoint yet.</exception>
    /// <exception cref="Files.FileFormatException">A file of it is damaged, or it is no policy's.</exception>
    public static PolicyAgent Open(string folder)
    {
        var trained = TrainedPolicy.Open(folder);
        return new(trained.Experiment.Maml, trained.Experiment.Family.Actions, trained.Parameters, trained.Experiment.Evaluation);
    }

    /// <summary>Draws an action. To adapt later, act by <see cref="Recording.Act"/> instead; allocates nothing once it is warm.</summary>
    /// <param name="observation">What the policy sees.</param>
    /// <param name="random">The action follows from it; one for each thread.</param>
    /// <param name="action">Filled, in the environment's units and within its bounds.</param>
    /// <exception cref="ArgumentException">A wrong size, or a number that is not finite.</exception>
    public void Act(ReadOnlySpan<float> observation, RandomStream random, Span<float> action)
    {
        ArgumentNullException.ThrowIfNull(random);
        CheckSize(action.Length, Actions.Size, "action", nameof(action));
        var distribution = Policy.DistributionSize <= OnStack ? stackalloc float[Policy.DistributionSize] : new float[Policy.DistributionSize];
        Distribute(observation, distribution);
        Policy.Draw(distribution, random, action);
        Actions.ToEnvironment(action, action);
    }

    /// <summary>The likeliest action, without chance: a Gaussian's mean, the most probable choice. For use after adapting; an agent that explores nothing learns nothing.</summary>
    /// <param name="observation">What the policy sees.</param>
    /// <param name="action">Filled, in the environment's units and within its bounds.</param>
    /// <exception cref="ArgumentException">A wrong size, or a number that is not finite.</exception>
    public void Act(ReadOnlySpan<float> observation, Span<float> action)
    {
        CheckSize(action.Length, Actions.Size, "action", nameof(action));
        var distribution = Policy.DistributionSize <= OnStack ? stackalloc float[Policy.DistributionSize] : new float[Policy.DistributionSize];
        Distribute(observation, distribution);
        Policy.Likeliest(distribution, action);
        Actions.ToEnvironment(action, action);
    }

    /// <summary>The agent after one more inner step; twenty trajectories are usual.</summary>
    /// <param name="recording">What this very agent did: at least one step.</param>
    /// <exception cref="ArgumentException">It is of another agent, has no step, or lacks the reward of its last action.</exception>
    /// <exception cref="ArithmeticException">No finite parameters came of it.</exception>
    public PolicyAgent Adapt(Recording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        if (recording.Agent != this)
            throw new ArgumentException("The recording is of another agent's actions; an agent learns from its own, so record again after each step.", nameof(recording));
        return new(shared, shared.Next(parameters, recording.ToBatch(), Steps), Steps + 1);
    }

    /// <summary>Writes the adapted parameters as a safetensors file, atomically, with the hash of what was trained. Read it with <see cref="LoadAdapted"/>.</summary>
    /// <param name="path">To make or replace.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    public void Save(string path) => AgentFile.Write(this, path);

    /// <summary>Reads an agent that <see cref="Save"/> wrote, bit for bit. Any agent of the same base reads it.</summary>
    /// <param name="path">Of the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="Files.FileFormatException">It is damaged, or no adapted policy.</exception>
    /// <exception cref="Files.BaseMismatchException">It was adapted from another policy.</exception>
    public PolicyAgent LoadAdapted(string path) => AgentFile.Read(this, path);

    /// <summary>What the action is drawn from.</summary>
    internal void Distribute(ReadOnlySpan<float> observation, Span<float> distribution)
    {
        CheckSize(observation.Length, Policy.ObservationSize, "observation", nameof(observation));
        if (!TensorPrimitives.IsFiniteAll(observation)) throw new ArgumentException("An observation must be finite in every number.", nameof(observation));
        shared.Acting.Run(parameters, observation, distribution);
    }

    internal static void CheckSize(int found, int expected, string what, string name)
    {
        if (found != expected) throw new ArgumentException($"The policy's {what} has {expected} numbers, found {found}.", name);
    }
}
