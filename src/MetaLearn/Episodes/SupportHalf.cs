namespace MetaLearn.Episodes;

/// <summary>Which part of the range of x the support set is drawn from; the query set always covers the whole range.</summary>
public enum SupportHalf
{
    /// <summary>The whole range, like the query set.</summary>
    Whole,

    /// <summary>The lower half only.</summary>
    Left,

    /// <summary>The upper half only.</summary>
    Right,

    /// <summary>One half, the lower or the upper with equal chance in each episode.</summary>
    Either,
}
