namespace MetaLearn.Reports;

/// <summary>How neighbouring points of a series are joined.</summary>
public enum LineStyle
{
    /// <summary>A continuous line.</summary>
    Solid,

    /// <summary>Long dashes.</summary>
    Dashed,

    /// <summary>Round dots.</summary>
    Dotted,

    /// <summary>No line: give the series a marker.</summary>
    None,
}
