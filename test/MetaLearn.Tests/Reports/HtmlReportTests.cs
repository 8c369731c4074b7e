using System.Text.RegularExpressions;
using System.Xml.Linq;
using MetaLearn.Reports;
using MetaLearn.Tests.Files;

namespace MetaLearn.Tests.Reports;

public sealed class HtmlReportTests
{
    private const string Nasty = "<img src=x onerror=alert(1)> & \"quoted\" 'x' \u0000";

    [Fact]
    public void A_page_is_well_formed_and_holds_what_it_was_given()
    {
        var page = XDocument.Parse(Report("plain").ToHtml()).Root!;
        Assert.Equal("plain", page.Descendants("h1").Single().Value);
        Assert.Equal(["Results", "plain"], page.Descendants("h2").Select(e => e.Value));
        Assert.Equal(["plain", "1 step", "MAML", "0.35 ± 0.04"], page.Descendants("table").Single().Descendants().Where(e => e.Name.LocalName is "th" or "td").Select(e => e.Value));
        Assert.Equal(["right", "right"], page.Descendants("table").Single().Descendants().Attributes("class").Select(a => a.Value));
        Assert.Equal(2, page.Descendants("figure").Count());
        Assert.Equal("metalearn train\nmetalearn evaluate", page.Descendants("pre").Single().Value);
    }

    [Fact]
    public void All_text_is_escaped()
    {
        var html = Report(Nasty).ToHtml();
        var page = XDocument.Parse(html).Root!;
        Assert.DoesNotContain(page.Descendants(), e => e.Name.LocalName is "img" or "script");
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Equal(Nasty.Replace('\0', '\ufffd'), page.Descendants("h1").Single().Value);
    }

    [Fact]
    public void A_page_loads_nothing()
    {
        var html = Report("plain").ToHtml();
        Assert.Equal(["http://www.w3.org/2000/svg"], Regex.Matches(html, "https?://[^\"' ]*").Select(m => m.Value).Distinct());
        Assert.DoesNotMatch(@"url\(|@import|\bsrc=|\bhref=|<script|<link", html);
    }

    [Fact]
    public void Writing_replaces_the_page_on_disk()
    {
        using var folder = new TemporaryFolder();
        var path = folder.FileOf("report.html", "old"u8);
        Report("α").Write(path);
        Assert.Equal(Report("α").ToHtml(), File.ReadAllText(path));
    }

    [Fact]
    public void Tables_whose_rows_do_not_fit_are_refused()
    {
        Assert.StartsWith("Row 1 has 1 cells; the table has 2 columns.", Assert.Throws<ArgumentException>(() => new ReportTable([new("a"), new("b")], [["1", "2"], ["3"]])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ReportTable([], []));
    }

    private static HtmlReport Report(string text)
    {
        var plot = new LinePlot { Title = text, Series = [new Series(text, [0, 1], [1, 2])] };
        return new HtmlReport
        {
            Title = text,
            Summary = text,
            Sections =
            [
                new("Results", [new ReportTable([new(text, CellAlign.Left), new("1 step")], [["MAML", "0.35 ± 0.04"]]), plot]),
                new(text, [new ReportText(text), new PlotGrid { Title = text, Rows = [new(text, [plot, plot])] }, new ReportCode("metalearn train\nmetalearn evaluate")]),
            ],
            Footer = text,
        };
    }
}
