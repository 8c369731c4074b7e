using MetaLearn.Autodiff;
using MetaLearn.Models;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Algorithms;

/// <summary>
/// A long short-term memory cell (Hochreiter and Schmidhuber 1997, with forget gates), the same for every column: parameters and the order of the
/// gates (input, forget, candidate, output) are those of PyTorch's <c>LSTMCell</c> with one bias. Columns, not rows, because then each gate of all
/// columns is one piece of memory.
/// </summary>
internal sealed class LstmCell(string name, int inputs, int units, Initializer initializer)
{
    /// <summary>What it asks for.</summary>
    public IReadOnlyList<ParameterSpec> Specs { get; } =
    [
        new($"{name}.weight_ih", new(4 * units, inputs), initializer),
        new($"{name}.weight_hh", new(4 * units, units), initializer),
        new($"{name}.bias", new(4 * units, 1), initializer),
    ];

    /// <summary>h and c before the first step, <c>[units, columns]</c>.</summary>
    public IReadOnlyList<Expression> Start(int columns) => [Constant(0, new(units, columns)), Constant(0, new(units, columns))];

    /// <summary>c′ = σ(f) ∘ c + σ(i) ∘ tanh(g), h′ = σ(o) ∘ tanh(c′) with (i, f, g, o) = W_ih x + W_hh h + b.</summary>
    /// <param name="x"><c>[inputs, columns]</c>.</param>
    /// <param name="state">h and c.</param>
    /// <param name="parameters">One for each of <see cref="Specs"/>.</param>
    public IReadOnlyList<Expression> Step(Expression x, IReadOnlyList<Expression> state, IReadOnlyList<Expression> parameters)
    {
        // Gate by gate: cutting up the product of whole weights would cost more than the products, as would the gradient that puts it together.
        Expression Gate(int index)
        {
            Expression Rows(int parameter) => Slice(parameters[parameter], 0, index * units, units);
            return MatMul(Rows(0), x) + MatMul(Rows(1), state[0]) + Rows(2);
        }
        var c = Sigmoid(Gate(1)) * state[1] + Sigmoid(Gate(0)) * Tanh(Gate(2));
        return [Sigmoid(Gate(3)) * Tanh(c), c];
    }
}
