using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>Each row's numbers in one line, row-major: <c>[n, ..] → [n, count]</c>; a picture's by row, column and channel. No parameters.</summary>
public sealed class Flatten() : Activation(x => x.Shape.Rank switch
{
    0 => throw new ShapeException($"Flatten: expected x of shape [n, ..], found {x.Shape}."),
    2 => x,
    _ => Functions.Reshape(x, new(x.Shape[0], x.Shape.Count / Math.Max(1, x.Shape[0]))),
});
