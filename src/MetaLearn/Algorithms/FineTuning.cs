using MetaLearn.Autodiff;
using MetaLearn.Models;
using MetaLearn.Optimizers;

namespace MetaLearn.Algorithms;

/// <summary>
/// The fine-tuning baselines of few-shot tables: a body that was trained to tell other classes apart gets a new head, and gradient steps on the support set move both
/// (Ravi and Larochelle 2017), or the head alone (Baseline and, with a <see cref="CosineHead"/>, Baseline++ of Chen et al. 2019). The head is no learned parameter: it
/// starts from the same seeded values on every support set.
/// </summary>
/// <param name="body">x rows → feature rows <c>[rows, features]</c>; with running averages, as in both papers, queries do not depend on each other.</param>
/// <param name="head">Feature rows → <c>[rows, ways]</c>.</param>
/// <param name="loss">Of fine-tuning, and what is reported.</param>
public sealed class FineTuning(Module body, Module head, LossFunction loss) : MetaLearner(body, loss)
{
    private readonly ParameterSubset tuned = ParameterSubset.Of(body, []);

    /// <summary>α of the first step: positive and finite; 0.01 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double LearningRate { get; init => field = Require.Positive(value); } = 0.01;

    /// <summary>How α falls: step k, from 0, is one of α / (1 + k · decay). At least 0; 0, no fall, by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Decay { get; init => field = Require.NotNegative(value); }

    /// <summary>Plain gradient descent by default.</summary>
    public Optimizer Optimizer { get; init; } = new Sgd();

    /// <summary>Whether the body stays as it was trained and the head alone is tuned; false by default.</summary>
    public bool IsBodyFrozen { get; init; }

    /// <summary>Of the head's first values.</summary>
    public ulong Seed { get; init; }

    /// <summary>Steps where nothing else is asked for: at least 0; 15 by default, as Ravi and Larochelle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public int Steps { get; init => field = Require.NotNegative(value); } = 15;

    /// <inheritdoc/>
    public override int InnerSteps => Steps;

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Adapted => IsBodyFrozen ? [] : tuned.Parameters;

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
        => Predict(supportX, supportY, queryX, innerSteps, new Pass());

    /// <inheritdoc/>
    protected internal override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps, Pass pass)
    {
        var loop = new InnerLoop(Optimizer, (step, _) => LearningRate / (1 + step * Decay));
        Expression[] start = [.. head.Specs.Zip(head.InitialValues(Seed), (spec, values) => Functions.Constant(values, spec.Shape))];
        if (IsBodyFrozen)
        {
            // As it was trained: no pass of an inner loop, which would take the support set's statistics.
            var (support, query) = (Model.Apply(supportX), Model.Apply(queryX));
            return [.. loop.Path(start, (_, moved) => Loss(head.Apply(support, moved), supportY), innerSteps).Select(moved => head.Apply(query, moved))];
        }
        var bodies = tuned.Parameters.Count;
        IReadOnlyList<Expression> Body(IReadOnlyList<Expression> moved) => tuned.Whole([.. moved.Take(bodies)]);
        IReadOnlyList<Expression> Head(IReadOnlyList<Expression> moved) => [.. moved.Skip(bodies)];
        return [.. loop
            .Path([.. tuned.Parameters, .. start], (step, moved) => Loss(head.Apply(Model.Apply(supportX, Body(moved), pass.OfSupport(step)), Head(moved)), supportY), innerSteps)
            .Select((moved, step) => head.Apply(Model.ApplyToQuery(queryX, supportX, Body(moved), pass, step), Head(moved)))];
    }
}
