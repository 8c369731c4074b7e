using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Proofs;

/// <summary>What can be read off a learner's formulas before anything runs.</summary>
internal sealed class LearnerGraph
{
    private readonly MetaLearner learner;
    private readonly IReadOnlyList<Expression> order;
    private readonly Reach onSupport;
    private readonly Reach onQuery;

    public LearnerGraph(MetaLearner learner, EpisodeShape shape, long iteration)
    {
        this.learner = learner;
        Inputs = new(shape);
        Followed = learner.MetaGradientOf(Inputs, iteration);
        Loss = WithoutRecompute([Followed.Loss])[0];
        order = InputsFirst(Loss);
        onSupport = new(order, [Inputs.SupportX, Inputs.SupportY]);
        onQuery = new(order, [Inputs.QueryX]);
        var predictions = learner.Predict(Inputs.SupportX, Inputs.SupportY, Inputs.QueryX, learner.InnerSteps);
        var (before, after) = (UsedAsTheyAre(predictions[0]), UsedAsTheyAre(predictions[^1]));
        Adapted = [.. learner.Model.Parameters.Where(p => before.Contains(p) && !after.Contains(p))];
        Kept = [.. learner.Parameters.Where(after.Contains)];
        UsesSupport = new Reach(InputsFirst(predictions[^1]), [Inputs.SupportX, Inputs.SupportY]).Contains(predictions[^1]);
        Exact = WithoutStopGradients([Loss])[0];
    }

    public EpisodeInputs Inputs { get; }

    /// <summary>What the outer loop follows.</summary>
    public MetaGradient Followed { get; }

    /// <summary>The meta-loss with recomputed steps written out.</summary>
    public Expression Loss { get; }

    /// <summary>The meta-loss with nothing held constant.</summary>
    public Expression Exact { get; }

    /// <summary>Parameters that the prediction uses as they are before the inner loop, and no more after it.</summary>
    public IReadOnlyList<Parameter> Adapted { get; }

    /// <summary>Parameters that the prediction still uses as they are after the inner loop.</summary>
    public IReadOnlyList<Parameter> Kept { get; }

    /// <summary>Whether the prediction depends on the support set at all.</summary>
    public bool UsesSupport { get; }

    /// <summary>Whether the meta-loss holds something constant for its derivatives.</summary>
    public bool HasStops => order.Any(IsStop);

    /// <summary>
    /// Inner steps whose gradients the meta-gradient passes through: the fraction of the places where the support targets enter that lie on a path from a
    /// parameter to the meta-loss which no StopGradient cuts, times the steps.
    /// </summary>
    public int DifferentiatedSteps()
    {
        if (learner.InnerSteps == 0) return 0;
        var uses = UsesOf(Inputs.SupportY);
        if (uses.Count == 0) uses = UsesOf(Inputs.SupportX);
        if (uses.Count == 0) return 0;
        var learned = new Reach(order, learner.Parameters, stopsAtMarks: true);
        var live = LiveFromLoss();
        return (int)Math.Round((double)learner.InnerSteps * uses.Count(use => learned.Contains(use) && live.Contains(use)) / uses.Count);
    }

    /// <summary>
    /// Whether the parameter is reached from a meta-loss through the query's forward pass and its own updates θₖ₊₁ = θₖ − …, past no StopGradient: not only
    /// through what the inner gradients of other parameters say.
    /// </summary>
    public bool HasPathOfItsOwn(Expression loss, Parameter parameter)
    {
        var nodes = ReferenceEquals(loss, Loss) ? order : InputsFirst(loss);
        var query = ReferenceEquals(loss, Loss) ? onQuery : new Reach(nodes, [Inputs.QueryX]);
        return Walk(loss, node => !IsStop(node) && (query.Contains(node) || node.Shape == parameter.Shape || ReferenceEquals(node, loss))).Contains(parameter);
    }

    /// <summary>Parameters that adapt in the prediction but enter the meta-loss as they were before.</summary>
    public IEnumerable<Parameter> Forgotten()
    {
        var used = UsedAsTheyAre(Loss);
        var forward = Forward;
        // Two arrays of one shape cannot be told apart once adapted: there must be as many adapted values of a shape as parameters that adapt.
        foreach (var alike in Adapted.GroupBy(parameter => parameter.Shape))
            if (forward.Count(node => onSupport.Contains(node) && node.Shape == alike.Key) < alike.Count())
                foreach (var parameter in alike.Where(parameter => used.Contains(parameter) && forward.Contains(parameter))) yield return parameter;
    }

    /// <summary>What the support set determined and the query's forward pass takes: θ′ of MAML.</summary>
    public IReadOnlyList<Expression> AdaptedValues => [.. Forward.Where(onSupport.Contains)];

    private HashSet<Expression> Forward
        => new(order.Where(onQuery.Contains).SelectMany(node => node.Inputs).Where(input => !onQuery.Contains(input)), ReferenceEqualityComparer.Instance);

    private static bool IsStop(Expression node) => node.OperationName == nameof(StopGradient);

    // Where the leaf, or what follows from it and from nothing learned (labels as one-hot rows), meets what was learned.
    private List<Expression> UsesOf(Expression leaf)
    {
        var learned = new Reach(order, learner.Parameters);
        var alone = new HashSet<Expression>(ReferenceEqualityComparer.Instance) { leaf };
        List<Expression> uses = [];
        foreach (var node in order.Where(node => node.Inputs.Any(alone.Contains)))
        {
            if (learned.Contains(node)) uses.Add(node);
            else alone.Add(node);
        }
        return uses;
    }

    private HashSet<Expression> LiveFromLoss() => Walk(Loss, node => !IsStop(node));

    /// <summary>Parameters found without entering what the support set determined: the inner loop's own.</summary>
    private HashSet<Expression> UsedAsTheyAre(Expression formula)
    {
        var nodes = InputsFirst(formula);
        var (support, query) = (new Reach(nodes, [Inputs.SupportX, Inputs.SupportY]), new Reach(nodes, [Inputs.QueryX]));
        return [.. Walk(formula, node => query.Contains(node) || !support.Contains(node)).Where(node => node is Parameter)];
    }

    /// <summary>What is found from a formula downwards; the inputs of a node are looked at only where it may be entered.</summary>
    private static HashSet<Expression> Walk(Expression formula, Func<Expression, bool> enters)
    {
        var seen = new HashSet<Expression>(ReferenceEqualityComparer.Instance) { formula };
        var waiting = new Stack<Expression>([formula]);
        while (waiting.TryPop(out var node))
            if (enters(node))
                foreach (var input in node.Inputs)
                    if (seen.Add(input)) waiting.Push(input);
        return seen;
    }

    /// <summary>Everything of a graph that depends on one of some leaves.</summary>
    private sealed class Reach
    {
        private readonly HashSet<Expression> nodes;

        public Reach(IReadOnlyList<Expression> inputsFirst, IEnumerable<Expression> leaves, bool stopsAtMarks = false)
        {
            nodes = new(leaves, ReferenceEqualityComparer.Instance);
            foreach (var node in inputsFirst)
                if (!(stopsAtMarks && IsStop(node)) && node.Inputs.Any(nodes.Contains)) nodes.Add(node);
        }

        public bool Contains(Expression node) => nodes.Contains(node);
    }
}
