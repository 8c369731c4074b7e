namespace MetaLearn.Autodiff.Compiler;

/// <summary>What one instruction will compute: a single node, or a fused group of element-wise nodes and reductions over one index space.</summary>
internal sealed class Step(Shape shape, bool isPerEpisode, bool isFused)
{
    private readonly List<Node> members = [];

    /// <summary>Nodes computed here, inputs before users.</summary>
    public IReadOnlyList<Node> Members => members;

    /// <summary>The index space of a fused step; the result's shape otherwise.</summary>
    public Shape Shape => shape;

    /// <summary>Whether it runs for every episode, or once before them.</summary>
    public bool IsPerEpisode => isPerEpisode;

    public bool IsFused => isFused;

    /// <summary>Longest chain of steps up to this one: a step depends only on steps of lower level.</summary>
    public int Level { get; private set; }

    /// <summary>Members whose values are read outside, in order: they get memory.</summary>
    public List<Node> Stored { get; } = [];

    public void Add(Node node) => members.Add(node);

    /// <summary>Adds a node in front of the first of those that read it.</summary>
    public void Insert(Node node, IReadOnlyList<Node> before) => members.Insert(members.FindIndex(before.Contains), node);

    public void Remove(Node node) => members.Remove(node);

    public void RaiseTo(int level) => Level = Math.Max(Level, level);

    /// <summary>Whether the value can be combined element by element with others of this step (a reduction's result cannot).</summary>
    public bool Streams(Node node) => IsFused && node.Operation is Elementwise or Broadcast && members.Contains(node);
}
