namespace MetaLearn.Reinforcement.Physics;

/// <summary>
/// Two published ways to simulate the same bodies. Observations, goals and rewards are rllab's in both, so only time and the start differ; returns of the two
/// cannot be compared all the same, for 200 actions last 2 or 4 seconds in the one and 10 in the other.
/// </summary>
public enum PhysicsPreset
{
    /// <summary>
    /// As in the MAML paper's code: one physics step an action, 0.01 s for half-cheetah and 0.02 s for ant. The start deviates from rest by N(0, 0.01²) in
    /// each position and N(0, 0.1²) in each velocity; ant starts at 0.55 m with bent legs.
    /// </summary>
    Rllab,

    /// <summary>
    /// As in Gymnasium: five physics steps of 0.01 s an action. The start deviates by U(−0.1, 0.1) in each position and N(0, 0.1²) in each velocity; ant starts at
    /// 0.75 m with straight legs, and its contacts have MuJoCo's default stiffness. Gymnasium's own rewards, and its velocity as a difference of positions, are not taken over.
    /// </summary>
    Gymnasium,
}
