namespace MetaLearn.Reports;

/// <summary>
/// Colours of series: after Okabe and Ito's set, which stays apart for colour-blind readers, darkened or lightened to stand out from a light or a
/// dark page.
/// </summary>
public enum PlotColor
{
    /// <summary>First in a plot that names no colours.</summary>
    Blue,

    /// <summary>Orange-red.</summary>
    Vermilion,

    /// <summary>Bluish green.</summary>
    Green,

    /// <summary>Reddish purple.</summary>
    Purple,

    /// <summary>Yellow-orange.</summary>
    Amber,

    /// <summary>For what stands behind, such as a baseline.</summary>
    Gray,

    /// <summary>The colour of text, for what is true or measured.</summary>
    Ink,
}
