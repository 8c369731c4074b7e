namespace MetaLearn.Reports;

/// <summary>Which side of a column its cells stand at.</summary>
public enum CellAlign
{
    /// <summary>For words.</summary>
    Left,

    /// <summary>For numbers.</summary>
    Right,
}
