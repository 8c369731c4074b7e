namespace MetaLearn.Autodiff.Compiler;

/// <summary>One value of a program: an expression after equal ones were merged. An element-wise node's inputs stretch to its shape.</summary>
internal sealed class Node(int id, Operation operation, Node[] inputs, Shape shape, bool isPerEpisode, Expression? leaf)
{
    public int Id => id;

    public Operation Operation => operation;

    public Node[] Inputs => inputs;

    public Shape Shape => shape;

    /// <summary>Whether each episode has its own copy; otherwise the value is computed once a run.</summary>
    public bool IsPerEpisode => isPerEpisode;

    /// <summary>The <see cref="Parameter"/> or <see cref="Input"/> that this node stands for, if it is one.</summary>
    public Expression? LeafExpression => leaf;

    /// <summary>Whether the value is another node's storage under a new name.</summary>
    public bool IsAlias => operation is Reshape or Barrier;

    public bool IsConstant => operation is Constant;

    /// <summary>The node that owns this value's memory.</summary>
    public Node Storage
    {
        get
        {
            var node = this;
            while (node.IsAlias) node = node.Inputs[0];
            return node;
        }
    }

    public override string ToString() => $"{operation.Name} {shape}";
}
