namespace MetaLearn.Reports;

/// <summary>What is drawn at each point of a series.</summary>
public enum MarkerShape
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A filled circle.</summary>
    Circle,

    /// <summary>A filled triangle, point up.</summary>
    Triangle,
}
