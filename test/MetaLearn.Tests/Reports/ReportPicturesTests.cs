using System.Xml.Linq;
using MetaLearn.Images;
using MetaLearn.Reports;
using MetaLearn.Tests.Images;

namespace MetaLearn.Tests.Reports;

public sealed class ReportPicturesTests
{
    [Fact]
    public void Pictures_stand_in_the_page_and_names_are_escaped()
    {
        const string Nasty = "\"><script>alert(1)</script> & 'x'";
        var picture = new Picture(new(2, 3, 1), new byte[] { 0, 50, 100, 150, 200, 250 });
        var html = Page(new(["picture", Nasty], [[new(Nasty, [picture, picture]), new("none", [])]]) { Caption = Nasty }).ToHtml();
        var page = XDocument.Parse(html).Root!; // A document has a root.
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Equal([Nasty, Nasty], page.Descendants("img").Select(img => img.Attribute("alt")!.Value));
        Assert.Equal(Nasty, page.Descendants("caption").Single().Value);
        Assert.Equal([Nasty, "none"], page.Descendants("td").Select(cell => cell.Value));
        foreach (var read in page.Descendants("img").Select(img => ShownPictures.Decode(img, channels: 1)))
            Assert.Equal(picture.Pixels.ToArray(), read.Pixels.ToArray());
        Assert.DoesNotMatch(@"src=""(?!data:image/png;base64,)|\bhref=|<link", html);
    }

    private static HtmlReport Page(ReportPictures pictures) => new() { Title = "pictures", Summary = "", Sections = [new("Mistakes", [pictures])] };
}
