using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Reinforcement.Learning;
using MetaLearn.Reinforcement.Policies;

namespace MetaLearn.Reinforcement.Tests.Learning;

/// <summary>
/// A small learner, and trajectories as a rollout leaves them: of different lengths, each phase's stored distribution that of the policy which has adapted to the phases before.
/// Evaluated in double.
/// </summary>
internal sealed class SmallCase
{
    public const int Trajectories = 3, Horizon = 4;

    private readonly Dictionary<Expression, double[]> values = [];

    public SmallCase(PolicyMaml maml, double exploration = 0, ulong seed = 1)
    {
        Formulas = new(maml, Trajectories, Horizon, exploration);
        var random = new RandomStream(seed);
        foreach (var (parameter, start) in maml.Parameters.Zip(maml.InitialValues(seed)))
            values[parameter] = [.. start.Select(value => parameter.Name.StartsWith("rate", StringComparison.Ordinal) ? value * random.Uniform(0.5, 1.5) : value + 0.1 * random.Normal())];
        values[Formulas.Credit] = [0.7];
        for (var i = 0; i < Formulas.Phases.Length; i++)
        {
            var phase = Formulas.Phases[i];
            foreach (var leaf in (Input[])[phase.Observations, phase.Advantages, phase.DiscountedRewards, phase.DiscountedValues])
                values[leaf] = Values.Normals(random.NextUInt32(), leaf.Shape.Count);
            values[phase.Actions] = maml.Policy is CategoricalPolicy choice
                ? [.. Enumerable.Range(0, phase.Actions.Shape.Count).Select(_ => (double)random.Below(choice.DistributionSize))]
                : Values.Normals(random.NextUInt32(), phase.Actions.Shape.Count);
            // Trajectories of 4, 2 and 3 steps.
            values[phase.Weights] = [.. Enumerable.Range(0, Trajectories * Horizon).Select(row => row is 6 or 7 or 11 ? 0 : 1 / 9.0)];
            var adapted = maml.Path(maml.Policy.Parameters, Formulas.Phases[..i])[^1];
            values[phase.Distribution] = Of(maml.Policy.Apply(phase.Observations, adapted));
        }
    }

    public OuterFormulas Formulas { get; }

    public IReadOnlyList<Parameter> Parameters => Formulas.Maml.Parameters;

    /// <summary>The value of a leaf: an array that a test may write to.</summary>
    public double[] this[Expression leaf] => values[leaf];

    /// <summary>An mlp of one hidden layer of tanh, which is smooth, in a Gaussian policy of two numbers.</summary>
    public static GaussianPolicy Gaussian() => new(new Mlp(2, 3, 2) { Activation = new Tanh() }, 2, 2);

    /// <summary>The same in a categorical policy of three actions.</summary>
    public static CategoricalPolicy Categorical() => new(new Mlp(2, 3, 3) { Activation = new Tanh() }, 2, 3);

    /// <summary>A formula's value at the case's values.</summary>
    public double[] Of(Expression formula) => Program.Evaluate([formula], values)[0];

    /// <summary>Formulas' values one after the other, some leaves replaced.</summary>
    public double[] Of(IReadOnlyList<Expression> formulas, IReadOnlyList<Expression>? leaves = null, double[]? others = null)
    {
        var all = new Dictionary<Expression, double[]>(values);
        var at = 0;
        foreach (var leaf in leaves ?? [])
        {
            all[leaf] = others!.AsSpan(at, leaf.Shape.Count).ToArray();
            at += leaf.Shape.Count;
        }
        return [.. Program.Evaluate(formulas, all).SelectMany(array => array)];
    }

    /// <summary>θ + step · v, as one vector.</summary>
    public double[] Moved(double[] v, double step) => [.. Parameters.SelectMany(parameter => values[parameter]).Zip(v, (value, along) => value + step * along)];
}
