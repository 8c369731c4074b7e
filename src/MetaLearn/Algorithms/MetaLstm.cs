using System.Runtime.CompilerServices;
using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// The meta-learner LSTM (Ravi and Larochelle 2017): the learner's parameters are the cell state of a recurrent network, θₜ = f ∘ θₜ₋₁ − i ∘ ∇L, so
/// that gradient descent is the special case f = 1, i = α. What decides both gates, and the first cell state θ₀, is learned. Every loss is a mean; the
/// authors' code divides the gradient by the batch size once more.
/// </summary>
/// <param name="model">f_θ.</param>
/// <param name="loss">L, of the inner and the outer loop.</param>
public sealed class MetaLstm(Module model, LossFunction loss) : LearnedRule(model, loss)
{
    // Loss and gradient, each preprocessed to two numbers.
    private const int Inputs = 4;

    private static readonly Initializer Small = Initializers.Uniform(0.01);

    /// <summary>
    /// Where the forget gates' bias starts, drawn uniformly; (4, 5) by default, the authors': f ≈ 0.99, so θ is kept but for a decay of 1% a step.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Not two finite numbers, the lower first.</exception>
    public (double Low, double High) ForgetBias { get; init => field = Checked(value); } = (4, 5);

    /// <summary>Where the input gates' bias starts, drawn uniformly; (−5, −4) by default, the authors': i ≈ 0.01, a small learning rate.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not two finite numbers, the lower first.</exception>
    public (double Low, double High) InputBias { get; init => field = Checked(value); } = (-5, -4);

    private protected override Module Rule => field ??= new RuleParameters(
    [
        .. Cell.Specs,
        new("forget.weight", new(1, Units + 2), Small),
        new("forget.bias", new(1, 1), Between(ForgetBias)),
        new("input.weight", new(1, Units + 2), Small),
        new("input.bias", new(1, 1), Between(InputBias)),
    ]).Named("rule");

    private LstmCell Cell => field ??= new("lstm", Inputs, Units, Small);

    // The gates of the step before are 0 at the start.
    private protected override IReadOnlyList<Expression> StartState(int coordinates)
        => [.. Cell.Start(coordinates), Constant(0, new(1, coordinates)), Constant(0, new(1, coordinates))];

    private protected override (Expression Theta, IReadOnlyList<Expression> State) Step(
        Expression theta, Expression gradient, Expression error, IReadOnlyList<Expression> state)
    {
        var rule = Rule.Parameters;
        var everywhere = BroadcastTo(Reshape(error, new(1, 1)), theta.Shape);
        var hidden = LstmCell.Step(Concatenate(0, Coordinates.Preprocess(gradient, P), Coordinates.Preprocess(everywhere, P)), [state[0], state[1]], rule);
        Expression Gate(int fromEnd, Expression before) => Sigmoid(MatMul(rule[^fromEnd], Concatenate(0, hidden[0], theta, before)) + rule[^(fromEnd - 1)]);
        var (forget, input) = (Gate(4, state[2]), Gate(2, state[3]));
        return (forget * theta - input * gradient, [.. hidden, forget, input]);
    }

    private static (double, double) Checked((double Low, double High) range, [CallerMemberName] string name = "")
        => double.IsFinite(range.Low) && range.High > range.Low && double.IsFinite(range.High)
            ? range
            : throw new ArgumentOutOfRangeException(name, range, "Must be two finite numbers, the lower first.");

    private static Initializer Between((double Low, double High) range) => (shape, random) =>
    {
        var values = new double[shape.Count];
        foreach (ref var value in values.AsSpan()) value = random.Uniform(range.Low, range.High);
        return values;
    };
}
