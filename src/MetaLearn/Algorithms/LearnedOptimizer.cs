using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// A coordinate-wise learned optimiser (Andrychowicz et al. 2016): θₜ = θₜ₋₁ + s · LSTM(∇L), a small recurrent network of two layers that sees one
/// coordinate's gradient and gives its step. As in the paper the meta-loss counts the loss after every step alike; unlike there it is the loss on the
/// query set, and the initialisation is learned too.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">L, of the inner and the outer loop.</param>
public sealed class LearnedOptimizer(Module model, LossFunction loss) : LearnedRule(model, loss)
{
    // The gradient, preprocessed to two numbers.
    private const int Inputs = 2;

    /// <summary>Recurrent layers: at least 1; 2 by default, as in the paper.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive.</exception>
    public int Layers { get; init => field = Require.Positive(value); } = 2;

    /// <summary>s, what the network's result is multiplied by: positive and finite; 0.1 by default, so that the first steps of training are small.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not positive or not finite.</exception>
    public double OutputScale { get; init => field = Require.Positive(value); } = 0.1;

    private protected override Module Rule => field ??= new RuleParameters(
    [
        .. Cells.SelectMany(cell => cell.Specs),
        new("output.weight", new(1, Units), Initializers.LinearDefault(Units)),
        new("output.bias", new(1, 1), Initializers.Zeros),
    ]).Named("rule");

    private LstmCell[] Cells => field ??=
        [.. Enumerable.Range(0, Layers).Select(layer => new LstmCell($"lstm.{layer}", layer == 0 ? Inputs : Units, Units, Initializers.LinearDefault(Units)))];

    /// <inheritdoc/>
    public override Expression MetaLoss(EpisodeInputs episode)
    {
        ArgumentNullException.ThrowIfNull(episode);
        var predictions = Predict(episode.SupportX, episode.SupportY, episode.QueryX, Steps, episode.Training);
        return predictions.Skip(1).Select(prediction => Loss(prediction, episode.QueryY)).Aggregate(Add) * (1.0 / Steps);
    }

    private protected override IReadOnlyList<Expression> StartState(int coordinates) => [.. Cells.SelectMany(cell => cell.Start(coordinates))];

    private protected override (Expression Theta, IReadOnlyList<Expression> State) Step(
        Expression theta, Expression gradient, Expression error, IReadOnlyList<Expression> state)
    {
        IReadOnlyList<Expression> rule = Rule.Parameters;
        var above = Coordinates.Preprocess(gradient, P);
        List<Expression> next = [];
        for (var layer = 0; layer < Layers; layer++)
        {
            var arrays = Cells[layer].Specs.Count;
            var hidden = LstmCell.Step(above, [state[2 * layer], state[2 * layer + 1]], [.. rule.Skip(layer * arrays).Take(arrays)]);
            next.AddRange(hidden);
            above = hidden[0];
        }
        return (theta + OutputScale * (MatMul(rule[^2], above) + rule[^1]), next);
    }
}
