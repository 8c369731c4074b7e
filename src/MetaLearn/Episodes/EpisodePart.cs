namespace MetaLearn.Episodes;

/// <summary>What an episode is for, where a column of the user's says so.</summary>
public enum EpisodePart
{
    /// <summary>Meta-training.</summary>
    Train,

    /// <summary>Meta-validation.</summary>
    Validation,

    /// <summary>Meta-test.</summary>
    Test,
}
