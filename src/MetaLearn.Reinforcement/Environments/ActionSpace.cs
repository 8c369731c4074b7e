namespace MetaLearn.Reinforcement.Environments;

/// <summary>What a policy may do in an environment.</summary>
public abstract record ActionSpace
{
    private protected ActionSpace()
    {
    }

    /// <summary>Numbers of an action: at least 1.</summary>
    public abstract int Size { get; }

    /// <summary>Turns what a policy drew into what the environment takes.</summary>
    /// <param name="drawn">Of the policy: <see cref="Size"/> numbers, any.</param>
    /// <param name="action">Filled; may be the same memory.</param>
    public abstract void ToEnvironment(ReadOnlySpan<float> drawn, Span<float> action);
}

/// <summary>
/// Numbers within bounds. A policy's −1 and 1 are the bounds, what lies between is linear, and what lies beyond is clipped, as in the published code of MAML:
/// without that mapping a policy that starts with σ = 1 would hit narrow bounds at every step.
/// </summary>
public sealed record BoxActions : ActionSpace
{
    /// <summary>The same bounds for each number.</summary>
    /// <param name="size">Numbers of an action: at least 1.</param>
    /// <param name="low">Lowest value.</param>
    /// <param name="high">Highest value, above <paramref name="low"/>.</param>
    public BoxActions(int size, float low, float high)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        if (!(high > low) || !float.IsFinite(high - low)) throw new ArgumentOutOfRangeException(nameof(high), high, $"Must be finite and above low, {low}.");
        (Size, Low, High) = (size, low, high);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <summary>Lowest value of each number.</summary>
    public float Low { get; }

    /// <summary>Highest value of each number.</summary>
    public float High { get; }

    /// <inheritdoc/>
    public override void ToEnvironment(ReadOnlySpan<float> drawn, Span<float> action)
    {
        for (var i = 0; i < drawn.Length; i++) action[i] = Math.Clamp(Low + (drawn[i] + 1) * 0.5f * (High - Low), Low, High);
    }
}

/// <summary>One of several actions by its number, 0, 1, ….</summary>
public sealed record DiscreteActions : ActionSpace
{
    /// <summary>A choice.</summary>
    /// <param name="count">Of actions: at least 2.</param>
    public DiscreteActions(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        Count = count;
    }

    /// <summary>Actions there are.</summary>
    public int Count { get; }

    /// <summary>1: the action's number.</summary>
    public override int Size => 1;

    /// <inheritdoc/>
    public override void ToEnvironment(ReadOnlySpan<float> drawn, Span<float> action) => action[0] = drawn[0];

    /// <summary>The action's number.</summary>
    /// <exception cref="ArgumentException">It is not one of the choices.</exception>
    internal static int Choice(ReadOnlySpan<float> action, int count)
        => action[0] >= 0 && action[0] < count && action[0] == MathF.Floor(action[0])
            ? (int)action[0]
            : throw new ArgumentException($"An action is one of 0 to {count - 1}, found {action[0]}.", nameof(action));
}
