using System.Collections.Immutable;

namespace MetaLearn.Reports;

/// <summary>Plots side by side in a <see cref="PlotGrid"/>.</summary>
/// <param name="Title">Above the row; empty for none.</param>
/// <param name="Plots">From left to right; at least one in the grid's widest row.</param>
public sealed record PlotRow(string Title, ImmutableArray<LinePlot> Plots);
