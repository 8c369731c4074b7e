using System.Text;
using MetaLearn.Experiments;
using MetaLearn.Images;
using MetaLearn.Reports;
using MetaLearn.Tests.Images;

namespace MetaLearn.Tests.Experiments;

public sealed class PictureMistakeTests
{
    [Theory]
    [InlineData(1, 28, 1, "The mistake.")]
    [InlineData(200, 28, 200, "All 200 mistakes.")]
    [InlineData(203, 84, 200, "The first 200 mistakes; 3 more are left out.")]
    public void Each_mistake_is_drawn_up_to_200_and_what_is_left_out_is_counted(int mistakes, int side, int drawn, string caption)
    {
        var picture = PictureFolder.Plain(side, side, 3, 200);
        var one = new PictureMistake("where", picture, "truth", "label", [picture, picture, picture, picture], [picture]);
        var html = Html(PictureMistake.Section([.. Enumerable.Repeat(one, mistakes)], "Found."));
        Assert.Contains($"<caption>{caption}</caption>", html, StringComparison.Ordinal);
        // Beside each of them three of the first class and one of the other.
        Assert.Equal(drawn * (1 + 3 + 1), html.Split("<img").Length - 1);
        Assert.Equal(side > 42, html.Contains("brought to 42 pixels", StringComparison.Ordinal));
        var shown = ImageResize.To(picture, Math.Min(side, 42), Math.Min(side, 42), Resizing.Antialiased);
        Assert.Contains(Convert.ToBase64String(PngWriter.Write(shown)), html, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_mistake_there_is_the_sentence_alone() => Assert.DoesNotContain("<table", Html(PictureMistake.Section([], "None.")), StringComparison.Ordinal);

    private static string Html(ReportSection section)
    {
        var html = new StringBuilder();
        foreach (var block in section.Blocks) block.AppendTo(html);
        return html.ToString();
    }
}
