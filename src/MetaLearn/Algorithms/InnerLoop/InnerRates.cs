using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>α of every inner step and array that adapts: a number, or parameters that start from it.</summary>
internal sealed class InnerRates
{
    private readonly LearnedRates learned;
    private readonly double initial;
    private readonly int steps;

    public InnerRates(LearnedRates learned, double initial, int steps, IReadOnlyList<Parameter> adapted)
    {
        (this.learned, this.initial, this.steps) = (learned, initial, Math.Max(1, steps));
        Parameters = learned == LearnedRates.None ? [] : [.. adapted.Select(parameter => new Parameter($"rate.{parameter.Name}", ShapeFor(parameter)))];
    }

    /// <summary>The learned rates, <c>rate.0.weight</c> for the array <c>0.weight</c>: <c>[]</c>, <c>[steps]</c> or the array's shape.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Where they start: all at the same number.</summary>
    public IEnumerable<double[]> InitialValues => Parameters.Select(parameter => Enumerable.Repeat(initial, parameter.Shape.Count).ToArray());

    /// <summary>The rate of (step from 0, position among what adapts).</summary>
    public Expression At(int step, int position) => learned switch
    {
        LearnedRates.None => initial,
        LearnedRates.PerStep => Reshape(Slice(Parameters[position], 0, Math.Min(step, steps - 1), 1), Shape.Scalar),
        _ => Parameters[position],
    };

    private Shape ShapeFor(Parameter parameter) => learned switch
    {
        LearnedRates.PerStep => new(steps),
        LearnedRates.PerElement => parameter.Shape,
        _ => Shape.Scalar,
    };
}
