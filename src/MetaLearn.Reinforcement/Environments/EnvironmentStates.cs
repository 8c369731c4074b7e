using System.Numerics.Tensors;
using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Environments;

/// <summary>Environments, and where each one's trajectory stands. Different environments may be stepped by different threads at a time.</summary>
internal sealed class EnvironmentStates : IDisposable
{
    private readonly EnvironmentFamily family;
    private readonly IEnvironment[] environments;

    /// <summary>Makes the environments: all of them, or none.</summary>
    /// <param name="family">Of the environments.</param>
    /// <param name="count">How many.</param>
    public EnvironmentStates(EnvironmentFamily family, int count)
    {
        this.family = family;
        environments = new IEnvironment[count];
        try
        {
            for (var i = 0; i < count; i++) environments[i] = family.Create();
        }
        catch
        {
            Dispose();
            throw;
        }
        (Observations, Rewards) = (new float[count * family.ObservationSize], new double[count]);
        (IsActive, IsTerminated, IsTruncated, IsFaulty) = (new bool[count], new bool[count], new bool[count], new bool[count]);
    }

    public float[] Observations { get; }

    public double[] Rewards { get; }

    public bool[] IsActive { get; }

    public bool[] IsTerminated { get; }

    public bool[] IsTruncated { get; }

    public bool[] IsFaulty { get; }

    /// <summary>Starts a trajectory.</summary>
    public void Start(int i, double[] goal, RandomStream random)
    {
        var observation = ObservationOf(i);
        environments[i].Reset(goal, random, observation);
        (IsActive[i], IsTerminated[i], IsTruncated[i], IsFaulty[i], Rewards[i]) = (true, false, false, false, 0);
        if (!TensorPrimitives.IsFiniteAll<float>(observation)) EndFaulty(i);
    }

    /// <summary>Acts where the trajectory goes on; elsewhere nothing is earned.</summary>
    /// <param name="i">Of the environment.</param>
    /// <param name="action">As the policy drew it; becomes what the environment takes.</param>
    /// <param name="time">Steps of the trajectory with this one: at the horizon it is cut.</param>
    public void Step(int i, Span<float> action, int time)
    {
        Rewards[i] = 0;
        if (!IsActive[i]) return;
        var observation = ObservationOf(i);
        if (!TensorPrimitives.IsFiniteAll<float>(action))
        {
            EndFaulty(i);
            return;
        }
        family.Actions.ToEnvironment(action, action);
        var step = environments[i].Step(action, observation);
        if (!double.IsFinite(step.Reward) || !TensorPrimitives.IsFiniteAll<float>(observation))
        {
            EndFaulty(i);
            return;
        }
        (Rewards[i], IsTerminated[i]) = (step.Reward, step.IsTerminated);
        IsTruncated[i] = !step.IsTerminated && time >= family.Horizon;
        IsActive[i] = !step.IsTerminated && !IsTruncated[i];
        if (!IsActive[i]) observation.Clear();
    }

    /// <summary>Ends the environments.</summary>
    public void Dispose()
    {
        foreach (var environment in environments) environment?.Dispose();
    }

    private void EndFaulty(int i)
    {
        (IsActive[i], IsTerminated[i], IsFaulty[i], Rewards[i]) = (false, true, true, 0);
        ObservationOf(i).Clear();
    }

    private Span<float> ObservationOf(int i) => Observations.AsSpan(i * family.ObservationSize, family.ObservationSize);
}
