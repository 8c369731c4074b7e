using MetaLearn.Autodiff;
using MetaLearn.Episodes;
using MetaLearn.Models;

namespace MetaLearn.Algorithms;

/// <summary>The leaves through which one episode's data enters a program.</summary>
/// <param name="shape">The shape every episode has.</param>
public sealed class EpisodeInputs(EpisodeShape shape)
{
    /// <summary>The shape every episode has.</summary>
    public EpisodeShape Shape => shape;

    /// <summary>Support examples, <c>[SupportRows, ..XRow]</c>.</summary>
    public Input SupportX { get; } = new("support x", Rows(shape.SupportRows, shape.XRow));

    /// <summary>What is known of the support examples, <c>[SupportRows, ..YRow]</c>.</summary>
    public Input SupportY { get; } = new("support y", Rows(shape.SupportRows, shape.YRow));

    /// <summary>Query examples, <c>[QueryRows, ..XRow]</c>.</summary>
    public Input QueryX { get; } = new("query x", Rows(shape.QueryRows, shape.XRow));

    /// <summary>What is to be predicted of them, <c>[QueryRows, ..YRow]</c>.</summary>
    public Input QueryY { get; } = new("query y", Rows(shape.QueryRows, shape.YRow));

    /// <summary>What the outer loop's loss of this episode is computed with; it keeps what modules replace while training, such as running means.</summary>
    public Pass Training { get; } = new() { IsTraining = true };

    private static Shape Rows(int rows, Shape row) => new([rows, .. row.Lengths]);
}
