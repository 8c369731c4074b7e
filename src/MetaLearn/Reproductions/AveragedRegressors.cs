namespace MetaLearn.Reproductions;

/// <summary>What <see cref="SeparateRegressors"/> give.</summary>
/// <param name="Mean">The mean of their parameter vectors, in the model's order.</param>
/// <param name="Errors">Mean squared error of each on points of its own curve that it has not seen.</param>
internal sealed record AveragedRegressors(IReadOnlyList<float[]> Mean, double[] Errors);
