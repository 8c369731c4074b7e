namespace MetaLearn.Reports;

/// <summary>Which plots of a <see cref="PlotGrid"/> have the same axes, so that they can be compared by eye.</summary>
public enum GridScales
{
    /// <summary>All of them.</summary>
    All,

    /// <summary>Those above one another.</summary>
    Column,

    /// <summary>None: each plot fits its own data.</summary>
    Each,
}
