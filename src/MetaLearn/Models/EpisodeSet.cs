namespace MetaLearn.Models;

/// <summary>The sets of an episode.</summary>
public enum EpisodeSet
{
    /// <summary>Both, or it is not known.</summary>
    Any,

    /// <summary>The labelled examples that a model adapts to.</summary>
    Support,

    /// <summary>The examples that it predicts.</summary>
    Query,
}
