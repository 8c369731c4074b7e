using System.Text;

namespace MetaLearn.Reports;

/// <summary>Commands or output, in a fixed-width font, line by line as given.</summary>
/// <param name="Text">Escaped when written.</param>
public sealed record ReportCode(string Text) : ReportBlock
{
    internal override void AppendTo(StringBuilder html) => html.Append("<pre tabindex=\"0\"><code>").Append(Html.Escape(Text)).Append("</code></pre>\n");
}
