using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Proofs;

/// <summary>One-step MAML with a fault of the test's choosing.</summary>
internal sealed class Hurt(Module model) : MetaLearner(model, global::MetaLearn.Losses.Loss.MeanSquaredError)
{
    private readonly Parameter spare = new("spare", new Shape(3));

    /// <summary>Position of an array whose adapted value is behind a StopGradient.</summary>
    public int? StopsAt { get; init; }

    /// <summary>Position of an array that is left as it was though it is said to adapt.</summary>
    public int? Keeps { get; init; }

    public bool StopsPrediction { get; init; }

    public bool HasSpare { get; init; }

    public bool Forgets { get; init; }

    public bool FollowsSupport { get; init; }

    public double Scale { get; init; } = 1;

    public override int InnerSteps => 1;

    public override IReadOnlyList<Parameter> Parameters => HasSpare ? [.. Model.Parameters, spare] : Model.Parameters;

    public override IReadOnlyList<Parameter> Adapted => Model.Parameters;

    public override IReadOnlyList<double[]> InitialValues(ulong seed) => HasSpare ? [.. base.InitialValues(seed), new double[3]] : base.InitialValues(seed);

    public override IReadOnlyList<Expression> Predict(Expression supportX, Expression supportY, Expression queryX, int innerSteps)
    {
        var predictions = new List<Expression> { Model.Apply(queryX) };
        IReadOnlyList<Expression> adapted = Model.Parameters;
        for (var step = 0; step < innerSteps; step++)
        {
            var gradients = Gradient(Loss(Model.Apply(supportX, adapted), supportY), adapted);
            adapted = [.. adapted.Select((value, i) => i == Keeps ? value : i == StopsAt ? StopGradient(value - 0.05 * gradients[i]) : value - 0.05 * gradients[i])];
            var prediction = Model.Apply(queryX, adapted);
            predictions.Add(StopsPrediction ? StopGradient(prediction) : prediction);
        }
        return predictions;
    }

    public override Expression MetaLoss(EpisodeInputs episode) => Forgets ? Loss(Model.Apply(episode.QueryX), episode.QueryY) : base.MetaLoss(episode);

    public override MetaGradient MetaGradientOf(EpisodeInputs episode)
    {
        var (loss, gradients) = base.MetaGradientOf(episode);
        if (FollowsSupport) gradients = Gradient(Loss(Model.Apply(episode.SupportX), episode.SupportY), Parameters);
        return new(loss, Scale == 1 ? gradients : [.. gradients.Select(gradient => Scale * gradient)]);
    }
}
