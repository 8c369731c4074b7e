using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Models;

/// <summary>
/// A classifier of directions, the head of Baseline++ (Chen et al. 2019, section 3.2): x <c>[rows, in]</c> → scale · cos(x, w of the class)
/// <c>[rows, out]</c>. Parameter <c>weight</c> <c>[out, in]</c>, a vector for each class, whose lengths do not matter.
/// </summary>
/// <param name="inFeatures">Length of a row of x: at least 1.</param>
/// <param name="outFeatures">Classes: at least 1.</param>
public sealed class CosineHead(int inFeatures, int outFeatures) : Module
{
    // A row of zeros has no direction: its cosines are 0.
    private const double Tiny = 1e-12;

    private readonly int inFeatures = Require.Positive(inFeatures, nameof(inFeatures)), outFeatures = Require.Positive(outFeatures, nameof(outFeatures));

    /// <summary>
    /// What cosines are multiplied with before the softmax, the inverse of its temperature: positive and finite. By default as the authors' code: 2 for up to 200
    /// classes, 10 for more.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double Scale { get; init => field = Require.Positive(value); } = outFeatures <= 200 ? 2 : 10;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterSpec> Specs => field ??= [new("weight", new(outFeatures, inFeatures), Initializers.LinearDefault(inFeatures))];

    /// <inheritdoc/>
    protected internal override Expression Forward(Expression x, ReadOnlySpan<Expression> parameters, Pass pass)
    {
        if (x.Shape.Rank != 2 || x.Shape[1] != inFeatures)
            throw new ShapeException($"CosineHead({inFeatures}, {outFeatures}): expected x of shape [rows, {inFeatures}], found {x.Shape}.");
        return Scale * Cosines(x, parameters[0]);
    }

    /// <summary>cos(a, b) of every row of a with every row of b: <c>[rows of a, rows of b]</c>.</summary>
    internal static Expression Cosines(Expression a, Expression b) => MatMul(Directions(a), Directions(b), transposeB: true);

    private static Expression Directions(Expression rows) => rows * ReciprocalSqrt(Sum(Square(rows), [1], keepDimensions: true) + Tiny);
}
