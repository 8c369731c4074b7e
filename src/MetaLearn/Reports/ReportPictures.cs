using System.Globalization;
using System.Text;
using MetaLearn.Images;

namespace MetaLearn.Reports;

/// <summary>A table whose cells hold pictures. They stand in the page itself, as PNG, so that it still loads nothing.</summary>
/// <param name="Columns">Headers, at least one.</param>
/// <param name="Rows">Each with as many cells as there are columns.</param>
internal sealed record ReportPictures(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<PictureCell>> Rows) : ReportBlock
{
    // In pixels of the page: small drawings are shown larger than they are.
    private const int Side = 56;

    /// <summary>What the table shows, above it; empty for none.</summary>
    public string Caption { get; init; } = "";

    internal override void AppendTo(StringBuilder html)
    {
        html.Append("<div class=\"table\"><table>\n");
        if (Caption.Length > 0) html.Append("<caption>").Append(Html.Escape(Caption)).Append("</caption>\n");
        html.Append("<thead><tr>");
        foreach (var column in Columns) html.Append("<th scope=\"col\">").Append(Html.Escape(column)).Append("</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row) Append(html, cell);
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table></div>\n");
    }

    private static void Append(StringBuilder html, PictureCell cell)
    {
        html.Append("<td class=\"pictures\">");
        foreach (var picture in cell.Pictures)
            html.Append(CultureInfo.InvariantCulture, $"<img alt=\"{Html.Escape(cell.Text)}\" width=\"{Math.Max(1, Side * picture.Size.Width / picture.Size.Height)}\" height=\"{Side}\" ")
                .Append("src=\"data:image/png;base64,").Append(Convert.ToBase64String(PngWriter.Write(picture))).Append("\"/>");
        html.Append("<div>").Append(Html.Escape(cell.Text)).Append("</div></td>");
    }
}
