using System.Collections.Immutable;

namespace MetaLearn.Reports;

/// <summary>A heading and what stands under it.</summary>
/// <param name="Title">Escaped when written.</param>
/// <param name="Blocks">Text, tables and figures, in order.</param>
public sealed record ReportSection(string Title, ImmutableArray<ReportBlock> Blocks);
