namespace MetaLearn.Optimizers;

/// <summary>A learning rate that follows the iterations. Depends on nothing else, so a resumed run continues it.</summary>
/// <param name="iteration">0, 1, 2, …</param>
/// <returns>The rate of that iteration.</returns>
public delegate double Schedule(long iteration);
