using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// A rule that makes parameters better from their gradients: two pure functions, so that it serves both loops. In the outer loop gradients,
/// state, rate and step are inputs of a program compiled once; in the inner loop they are formulas, and the whole adaptation is
/// differentiated. Rules and defaults are PyTorch's; each says where that differs from its paper. The derivative is finite also where a
/// gradient has been exactly zero from the start.
/// </summary>
public abstract record Optimizer
{
    /// <summary>What is done to the gradients first, in order: clipping, weight decay. Nothing by default.</summary>
    public IReadOnlyList<GradientTransformation> Transformations
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Transformations));
    } = [];

    /// <summary>For each parameter, the names and initial values of the arrays kept for it.</summary>
    private protected abstract IReadOnlyList<(string Name, double InitialValue)> Slots { get; }

    /// <summary>The state before the first step: all arrays of the first parameter, then of the second, and so on.</summary>
    /// <param name="parameters">What is to be optimised; an array is named after its parameter, or after its position where it has no name.</param>
    public IReadOnlyList<StateSlot> InitialState(IReadOnlyList<Expression> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [.. parameters.SelectMany((parameter, position) => Slots.Select(slot
            => new StateSlot($"{(parameter as Parameter)?.Name ?? $"{position}"}.{slot.Name}", parameter.Shape, slot.InitialValue)))];
    }

    /// <summary>One step with one learning rate for all.</summary>
    /// <inheritdoc cref="Update(IReadOnlyList{Expression}, IReadOnlyList{Expression}, IReadOnlyList{Expression}, IReadOnlyList{Expression}, Expression)"/>
    /// <param name="parameters">Before the step.</param>
    /// <param name="gradients">One for each parameter, of its shape.</param>
    /// <param name="state">As <see cref="InitialState"/> or the step before gave it.</param>
    /// <param name="learningRate">A number or a formula, possibly learned; shape <c>[]</c>, or one that broadcasts to every parameter's.</param>
    /// <param name="step">Number of this step, from 1: a number or a formula of shape <c>[]</c>.</param>
    public OptimizerStep Update(
        IReadOnlyList<Expression> parameters, IReadOnlyList<Expression> gradients, IReadOnlyList<Expression> state, Expression learningRate, Expression step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return Update(parameters, gradients, state, [.. Enumerable.Repeat(learningRate, parameters.Count)], step);
    }

    /// <summary>One step with a learning rate for each parameter, as Meta-SGD learns them.</summary>
    /// <param name="parameters">Before the step.</param>
    /// <param name="gradients">One for each parameter, of its shape.</param>
    /// <param name="state">As <see cref="InitialState"/> or the step before gave it.</param>
    /// <param name="learningRates">One for each parameter, of a shape that broadcasts to its shape.</param>
    /// <param name="step">Number of this step, from 1: a number or a formula of shape <c>[]</c>.</param>
    /// <exception cref="ArgumentException">The lists do not belong together.</exception>
    /// <exception cref="ShapeException">The shapes do not.</exception>
    public OptimizerStep Update(
        IReadOnlyList<Expression> parameters,
        IReadOnlyList<Expression> gradients,
        IReadOnlyList<Expression> state,
        IReadOnlyList<Expression> learningRates,
        Expression step)
    {
        Check(parameters, gradients, state, learningRates, step);
        foreach (var transformation in Transformations) gradients = transformation.Apply(parameters, gradients);
        var newParameters = new Expression[parameters.Count];
        var newState = state.ToArray();
        for (var i = 0; i < newParameters.Length; i++)
            newParameters[i] = Update(parameters[i], gradients[i], newState.AsSpan(i * Slots.Count, Slots.Count), learningRates[i], step);
        return new(newParameters, newState);
    }

    /// <summary>The rule for one parameter.</summary>
    /// <param name="parameter">θ.</param>
    /// <param name="gradient">g, transformed.</param>
    /// <param name="state">In the order of <see cref="Slots"/>; replaced by the new state.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="step">t = 1, 2, …</param>
    /// <returns>The new θ.</returns>
    private protected abstract Expression Update(Expression parameter, Expression gradient, Span<Expression> state, Expression rate, Expression step);

    private void Check(
        IReadOnlyList<Expression> parameters,
        IReadOnlyList<Expression> gradients,
        IReadOnlyList<Expression> state,
        IReadOnlyList<Expression> learningRates,
        Expression step)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(learningRates);
        ArgumentNullException.ThrowIfNull(step);
        var name = GetType().Name;
        if (gradients.Count != parameters.Count) throw new ArgumentException($"{name}: {parameters.Count} parameters but {gradients.Count} gradients.", nameof(gradients));
        if (learningRates.Count != parameters.Count)
            throw new ArgumentException($"{name}: {parameters.Count} parameters but {learningRates.Count} learning rates.", nameof(learningRates));
        if (state.Count != parameters.Count * Slots.Count)
            throw new ArgumentException($"{name}: {parameters.Count} parameters need {parameters.Count * Slots.Count} arrays of state, found {state.Count}.", nameof(state));
        if (step.Shape != Shape.Scalar) throw new ShapeException($"{name}: the step's number has shape [], found {step.Shape}.");
        for (var i = 0; i < parameters.Count; i++)
        {
            var shape = parameters[i].Shape;
            if (gradients[i].Shape != shape) throw new ShapeException($"{name}: parameter {i} has shape {shape}, its gradient {gradients[i].Shape}.");
            if (!Shape.TryBroadcast(learningRates[i].Shape, shape, out var stretched) || stretched != shape)
                throw new ShapeException($"{name}: a learning rate of shape {learningRates[i].Shape} does not broadcast to parameter {i} of shape {shape}.");
            for (var slot = 0; slot < Slots.Count; slot++)
                if (state[i * Slots.Count + slot].Shape != shape)
                    throw new ShapeException($"{name}: {Slots[slot].Name} of parameter {i} has shape {shape}, found {state[i * Slots.Count + slot].Shape}.");
        }
    }
}
