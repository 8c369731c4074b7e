namespace MetaLearn.Autodiff.Compiler;

/// <summary>
/// Rewrites a node to a cheaper one of the same value. Only rewrites that keep every bit for finite numbers are made, so that a program
/// computes the same whichever way its formula was written.
/// </summary>
internal readonly struct Simplifier(Lowering lowering)
{
    /// <summary>A node equal to the operation on these inputs.</summary>
    public Node Build(Operation operation, Node[] inputs, Shape shape) => operation switch
    {
        StopGradient => inputs[0],
        Reshape => View(inputs[0], shape),
        // A shared value is computed once whatever happens, so it need not wait.
        Barrier => inputs[0].IsPerEpisode ? lowering.Intern(operation, inputs, shape) : inputs[0],
        MeanOverEpisodes when !inputs[0].IsPerEpisode => inputs[0],
        Broadcast => Stretch(inputs[0], shape),
        Reduce reduce => Reduction(reduce, inputs[0], shape),
        Elementwise elementwise => ElementwiseOf(elementwise, inputs, shape),
        Conv2dInput spread => Spread(spread, Stored(inputs[0]), Stored(inputs[1]), shape),
        MatMul or Conv2d or Conv2dWeight or ArrayOperation => lowering.Intern(operation, Array.ConvertAll(inputs, Stored), shape),
        _ => lowering.Intern(operation, inputs, shape),
    };

    // What reads whole arrays needs a constant in memory; element-wise readers have it in their instruction.
    private Node Stored(Node x) => x.IsConstant ? lowering.Intern(new Broadcast(x.Shape), [x], x.Shape) : x;

    // The kernel is turned by a node of its own: once a run for a shared kernel, once for all that use it.
    private Node Spread(Conv2dInput operation, Node g, Node weight, Shape shape)
    {
        var turn = new TurnedKernel();
        var turned = lowering.Intern(turn, [weight], turn.InferShape([weight.Shape]));
        return lowering.Intern(new Conv2dSpread(operation.Window, operation.Rows, operation.Columns), [g, turned], shape);
    }

    private Node Constant(double value, Shape shape) => lowering.Intern(new Constant(value, shape), [], shape);

    private Node View(Node x, Shape shape)
    {
        if (x.Shape == shape) return x;
        if (x.Operation is Constant constant) return Constant(constant.Value, shape);
        return x.Operation is Reshape ? View(x.Inputs[0], shape) : lowering.Intern(new Reshape(shape), [x], shape);
    }

    private Node Stretch(Node x, Shape shape)
    {
        if (x.Operation is Constant constant) return Constant(constant.Value, shape);
        if (x.Shape.Count == shape.Count) return View(x, shape);
        return lowering.Intern(new Broadcast(shape), [x], shape);
    }

    private Node Reduction(Reduce reduce, Node x, Shape shape)
    {
        if (x.Shape.Count == shape.Count) return View(x, shape);
        if (x.Operation is Constant constant && reduce.Kind == ReduceKind.Max) return Constant(constant.Value, shape);
        if (x.Operation is Constant same) return Constant(same.Value * ((double)x.Shape.Count / shape.Count), shape);
        // Kernels reduce one run of neighbouring axes; several runs are several reductions, innermost first.
        var axes = reduce.Axes.AsSpan();
        var start = axes.Length - 1;
        while (start > 0 && axes[start - 1] == axes[start] - 1) start--;
        if (start == 0) return lowering.Intern(reduce, [x], shape);
        var inner = new Reduce(reduce.Kind, new Integers(axes[start..]));
        var partial = lowering.Intern(inner, [x], inner.InferShape([x.Shape]));
        return Reduction(new Reduce(reduce.Kind, new Integers(axes[..start])), partial, shape);
    }

    private Node ElementwiseOf(Elementwise operation, Node[] inputs, Shape shape)
    {
        if (Array.TrueForAll(inputs, input => input.IsConstant))
            return Constant(Cpu.Folding.Evaluate(operation, Array.ConvertAll(inputs, input => ((Constant)input.Operation).Value)), shape);
        for (var i = 0; i < inputs.Length; i++)
            inputs[i] = inputs[i].Operation switch
            {
                Broadcast => inputs[i].Inputs[0],
                Constant constant when inputs[i].Shape.Rank > 0 => Constant(constant.Value, Shape.Scalar),
                _ => inputs[i],
            };
        if (operation is Add or Multiply && inputs[0].Id > inputs[1].Id) (inputs[0], inputs[1]) = (inputs[1], inputs[0]);
        return Identity(operation, inputs) is { } same ? Stretch(same, shape) : Rewritten(operation, inputs, shape);
    }

    private static Node? Identity(Elementwise operation, Node[] inputs) => operation switch
    {
        Add when Is(inputs[0], 0) => inputs[1],
        Add when Is(inputs[1], 0) => inputs[0],
        Subtract when Is(inputs[1], 0) => inputs[0],
        Multiply when Is(inputs[0], 1) => inputs[1],
        Multiply when Is(inputs[1], 1) => inputs[0],
        Divide when Is(inputs[1], 1) => inputs[0],
        Negate when inputs[0].Operation is Negate => inputs[0].Inputs[0],
        Where when ReferenceEquals(inputs[1], inputs[2]) => inputs[1],
        _ => null,
    };

    private Node Rewritten(Elementwise operation, Node[] inputs, Shape shape)
    {
        switch (operation)
        {
            case Subtract when Is(inputs[0], 0):
                return ElementwiseOf(new Negate(), [inputs[1]], shape);
            case Subtract when inputs[1].Operation is Negate:
                return ElementwiseOf(new Add(), [inputs[0], inputs[1].Inputs[0]], shape);
            case Add when inputs[1].Operation is Negate:
                return ElementwiseOf(new Subtract(), [inputs[0], inputs[1].Inputs[0]], shape);
            case Add when inputs[0].Operation is Negate:
                return ElementwiseOf(new Subtract(), [inputs[1], inputs[0].Inputs[0]], shape);
            case Multiply when inputs[0].Operation is Constant c && inputs[1].Operation is Negate:
                return ElementwiseOf(new Multiply(), [Constant(-c.Value, Shape.Scalar), inputs[1].Inputs[0]], shape);
            case Multiply when inputs[1].Operation is Constant c && inputs[0].Operation is Negate:
                return ElementwiseOf(new Multiply(), [Constant(-c.Value, Shape.Scalar), inputs[0].Inputs[0]], shape);
            case Negate when inputs[0].Operation is Multiply && inputs[0].Inputs[0].Operation is Constant c:
                return ElementwiseOf(new Multiply(), [Constant(-c.Value, Shape.Scalar), inputs[0].Inputs[1]], shape);
            // The rectifier's mask is applied once, however many derivatives are taken.
            case Where when inputs[1].Operation is Where && ReferenceEquals(inputs[1].Inputs[0], inputs[0]) && ReferenceEquals(inputs[1].Inputs[2], inputs[2]):
                return inputs[1].Shape == shape ? inputs[1] : Stretch(inputs[1], shape);
            default:
                return lowering.Intern(operation, inputs, shape);
        }
    }

    private static bool Is(Node node, double value) => node.Operation is Constant constant && constant.Value == value;
}
