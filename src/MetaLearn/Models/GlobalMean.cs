using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>The mean of each channel over the whole picture: <c>[n, rows, columns, channels] → [n, channels]</c>. No parameters.</summary>
public sealed class GlobalMean() : Activation(x => x.Shape.Rank == 4
    ? Functions.Mean(x, [1, 2])
    : throw new ShapeException($"GlobalMean: expected pictures [n, rows, columns, channels], found {x.Shape}."));
