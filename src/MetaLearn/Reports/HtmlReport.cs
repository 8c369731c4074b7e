using System.Collections.Immutable;
using System.Text;
using MetaLearn.Files;

namespace MetaLearn.Reports;

/// <summary>One self-contained page: style and figures are inside it, it loads nothing and runs no script, and it follows the reader's light or dark setting.</summary>
public sealed record HtmlReport
{
    /// <summary>Of the page and its window.</summary>
    public required string Title { get; init; }

    /// <summary>What the page shows, in a paragraph under the title.</summary>
    public required string Summary { get; init; }

    /// <summary>In order.</summary>
    public required ImmutableArray<ReportSection> Sections { get; init; }

    /// <summary>Small print at the end, such as version and date; empty for none.</summary>
    public string Footer { get; init; } = "";

    /// <summary>The page's text: HTML that is well-formed XML too.</summary>
    public string ToHtml()
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<meta name=\"color-scheme\" content=\"light dark\"/>\n")
            .Append("<title>").Append(Html.Escape(Title)).Append("</title>\n<style>\n").Append(PlotTheme.Css).Append(PageStyle.Css).Append("</style>\n</head>\n<body>\n<main>\n")
            .Append("<header>\n<h1>").Append(Html.Escape(Title)).Append("</h1>\n<p>").Append(Html.Escape(Summary)).Append("</p>\n</header>\n");
        foreach (var section in Sections)
        {
            html.Append("<section>\n<h2>").Append(Html.Escape(section.Title)).Append("</h2>\n");
            foreach (var block in section.Blocks) block.AppendTo(html);
            html.Append("</section>\n");
        }
        if (Footer.Length > 0) html.Append("<footer>").Append(Html.Escape(Footer)).Append("</footer>\n");
        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    /// <summary>Writes the page atomically (see <see cref="AtomicFile"/>), as UTF-8.</summary>
    /// <param name="path">To make or replace.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    public void Write(string path) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ToHtml())));
}
