using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// What a module may need to know of one use besides x and its parameters: which set x is of, after how many inner steps, and whether the outer loop is
/// training. Most modules do not ask; batch normalisation and dropout do. A learner makes one and derives from it those of its passes; for one thread.
/// </summary>
public sealed class Pass
{
    private readonly Dictionary<Parameter, Expression> replacements;
    private readonly List<SetMoments> left;
    private readonly Lazy<IReadOnlyList<SetMoments>>? ofSupport;
    private int taken;

    /// <summary>A pass over rows of which nothing is known.</summary>
    public Pass() : this(new(ReferenceEqualityComparer.Instance), [], null)
    {
    }

    private Pass(Dictionary<Parameter, Expression> replacements, List<SetMoments> left, Lazy<IReadOnlyList<SetMoments>>? ofSupport)
        => (this.replacements, this.left, this.ofSupport) = (replacements, left, ofSupport);

    /// <summary>Whether what is computed is the outer loop's loss; false, the default, when evaluating, adapting and predicting.</summary>
    public bool IsTraining { get; init; }

    /// <summary>Which set x is of; <see cref="EpisodeSet.Any"/> by default.</summary>
    public EpisodeSet Set { get; private init; }

    /// <summary>Inner steps before this pass: k for the pass whose gradient is step k + 1, and for the query after k steps.</summary>
    public int Step { get; private init; }

    /// <summary>
    /// Parameters that no gradient moves but a pass while training, such as running means, with their next values; of several passes the last counts. They
    /// belong into <see cref="Algorithms.MetaGradient.Replacements"/>.
    /// </summary>
    public IReadOnlyDictionary<Parameter, Expression> Replacements => replacements;

    /// <summary>A pass over the support set, of the inner loop.</summary>
    /// <param name="step">Inner steps before it: at least 0.</param>
    public Pass OfSupport(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        return new(replacements, [], null) { IsTraining = IsTraining, Set = EpisodeSet.Support, Step = step };
    }

    /// <summary>A pass over the query set, or over a part of it.</summary>
    /// <param name="step">Inner steps before it: at least 0.</param>
    /// <param name="support">Applies the same modules at the same parameters to the support set; called only if a module asks for what that leaves.</param>
    public Pass OfQuery(int step, Action<Pass> support)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentNullException.ThrowIfNull(support);
        // The support set in the same place as the query: after as many steps, for arrays that each step has of its own.
        return new(replacements, [], new(() =>
        {
            var pass = new Pass(new(ReferenceEqualityComparer.Instance), [], null) { IsTraining = IsTraining, Set = EpisodeSet.Support, Step = Math.Max(0, step - 1) };
            support(pass);
            return pass.left;
        }))
        { IsTraining = IsTraining, Set = EpisodeSet.Query, Step = step };
    }

    /// <summary>φ of <see cref="Algorithms.Cavia"/>; null elsewhere.</summary>
    internal Expression? Context { private get; init; }

    /// <summary>Whether a module has asked for <see cref="Context"/>.</summary>
    internal bool IsContextTaken { get; private set; }

    /// <summary>This pass with a context.</summary>
    internal Pass With(Expression context) => new(replacements, left, ofSupport) { IsTraining = IsTraining, Set = Set, Step = Step, Context = context };

    /// <summary>The context, for a module that it modulates.</summary>
    internal Expression? TakeContext()
    {
        IsContextTaken = true;
        return Context;
    }

    /// <summary>Leaves the moments of this pass's rows to the pass over the query.</summary>
    internal void Leave(SetMoments moments) => left.Add(moments);

    /// <summary>What the same module has left in the pass over the support set: modules ask in the order in which they left it.</summary>
    internal SetMoments Take() => ofSupport is null
        ? throw new InvalidOperationException("The statistics of the support set are asked for, but this pass does not say which set x is of; use Pass.OfSupport and Pass.OfQuery.")
        : ofSupport.Value[taken++];

    /// <summary>Gives a parameter its next value; nothing happens where something else stands in the parameter's place.</summary>
    internal void Replace(Expression parameter, Expression next)
    {
        if (parameter is Parameter leaf) replacements[leaf] = next;
    }
}

/// <summary>Mean and variance of each channel, <c>[channels]</c>.</summary>
internal readonly record struct SetMoments(Expression Mean, Expression Variance);
