namespace MetaLearn.Reports;

/// <summary>A column of a <see cref="ReportTable"/>.</summary>
/// <param name="Title">Its header.</param>
/// <param name="Align">Of its header and cells.</param>
public sealed record TableColumn(string Title, CellAlign Align = CellAlign.Right);
