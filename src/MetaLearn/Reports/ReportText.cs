using System.Text;

namespace MetaLearn.Reports;

/// <summary>A paragraph of plain text.</summary>
/// <param name="Text">Escaped when written.</param>
public sealed record ReportText(string Text) : ReportBlock
{
    internal override void AppendTo(StringBuilder html) => html.Append("<p>").Append(Html.Escape(Text)).Append("</p>\n");
}
