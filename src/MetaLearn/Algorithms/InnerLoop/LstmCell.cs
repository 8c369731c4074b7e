using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// A long short-term memory cell (Hochreiter and Schmidhuber 1997, with forget gates), the same for every column. Columns, not rows, because then a
/// gate of all columns is one matrix product with long rows; each gate has arrays of its own, because cutting up one product costs more than four.
/// </summary>
internal sealed class LstmCell(string name, int inputs, int units, Initializer initializer)
{
    private const int ArraysAGate = 3;

    private static readonly string[] Gates = ["input", "forget", "candidate", "output"];

    /// <summary>What it asks for: for each gate W [units, inputs], U [units, units] and b [units, 1].</summary>
    public IReadOnlyList<ParameterSpec> Specs { get; } =
    [
        .. Gates.SelectMany(gate => (ParameterSpec[])
        [
            new($"{name}.{gate}.weight_x", new(units, inputs), initializer),
            new($"{name}.{gate}.weight_h", new(units, units), initializer),
            new($"{name}.{gate}.bias", new(units, 1), initializer),
        ]),
    ];

    /// <summary>h and c before the first step, <c>[units, columns]</c>.</summary>
    public IReadOnlyList<Expression> Start(int columns) => [Constant(0, new(units, columns)), Constant(0, new(units, columns))];

    /// <summary>c′ = σ(f) ∘ c + σ(i) ∘ tanh(g) and h′ = σ(o) ∘ tanh(c′); i, f, g and o are each W x + U h + b.</summary>
    /// <param name="x"><c>[inputs, columns]</c>.</param>
    /// <param name="state">h and c.</param>
    /// <param name="parameters">One for each of <see cref="Specs"/>.</param>
    public static IReadOnlyList<Expression> Step(Expression x, IReadOnlyList<Expression> state, IReadOnlyList<Expression> parameters)
    {
        Expression Gate(int gate)
            => MatMul(parameters[ArraysAGate * gate], x) + MatMul(parameters[ArraysAGate * gate + 1], state[0]) + parameters[ArraysAGate * gate + 2];
        var c = Sigmoid(Gate(1)) * state[1] + Sigmoid(Gate(0)) * Tanh(Gate(2));
        return [Sigmoid(Gate(3)) * Tanh(c), c];
    }
}
