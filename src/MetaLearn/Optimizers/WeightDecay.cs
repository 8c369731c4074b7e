using MetaLearn.Autodiff;

namespace MetaLearn.Optimizers;

/// <summary>
/// g + λθ: the gradient of ½λ‖θ‖² added, as <c>weight_decay</c> does in PyTorch's SGD, RMSprop, Adagrad and Adam. After it, adaptive rules
/// scale the decay too; <see cref="AdamW"/> does not. PyTorch clips before it decays: put clipping first.
/// </summary>
/// <param name="Strength">λ: at least 0 and finite.</param>
public sealed record WeightDecay(double Strength) : GradientTransformation
{
    /// <summary>λ: at least 0 and finite.</summary>
    public double Strength { get; init => field = Require.NotNegative(value); } = Require.NotNegative(Strength);

    /// <inheritdoc/>
    public override IReadOnlyList<Expression> Apply(IReadOnlyList<Expression> parameters, IReadOnlyList<Expression> gradients)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(gradients);
        return [.. gradients.Zip(parameters, (gradient, parameter) => gradient + Strength * parameter)];
    }
}
