using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MetaLearn.Images;
using MetaLearn.Tests.Images;

namespace MetaLearn.Cli.Tests;

/// <summary>Pictures that were labelled wrongly, in the pages about a run and about predictions.</summary>
public sealed partial class MistakeTests : IDisposable
{
    // As spiteful as a file system allows a folder's name to be.
    private const string Nasty = "a&b <i>'x'";

    private static readonly string[] Quick =
    [
        "--iterations", "10", "--validate-every", "5", "--validation-episodes", "5", "--meta-batch", "4", "--hidden", "16", "--threads", "1", "--evaluation-steps", "2",
        "--model", "mlp", "--inner-learning-rate", "0.4", "--no-baselines",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("none")]
    [InlineData("augment")]
    public void A_run_s_page_counts_the_mistakes_and_draws_each_of_them(string rotations)
    {
        Cli.Run(["train", "strokes", "--rotations", rotations, "--run", folder["run"], .. Quick]).Succeeded();
        var page = XDocument.Parse(File.ReadAllText(folder["run/report.html"])).Root!; // A document has a root.
        var section = page.Descendants("section").Single(one => one.Element("h2")!.Value == "Mistakes");
        var said = Found().Match(section.Element("p")!.Value);
        // As many as the same episodes' accuracy says.
        int[] numbers = [.. said.Groups.Values.Skip(1).Select(group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        var (episodes, count, queries) = (numbers[0], numbers[1], numbers[2]);
        Assert.Equal((0, 5 * episodes), (episodes % 20, queries));
        Assert.True(count >= 200 || episodes == 100);
        var selected = Cli.Run("evaluate", folder["run"], "--episodes", $"{episodes}", "--json").Succeeded().Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)
            .Single(line => line.GetProperty("selected").GetBoolean());
        Assert.Equal(queries - (int)Math.Round(queries * selected.GetProperty("accuracy").GetDouble()), count);
        var rows = section.Descendants("tbody").Elements("tr").ToList();
        Assert.Equal(Math.Min(count, 200), rows.Count);
        Assert.Equal(count > 200 ? $"The first 200 mistakes; {count - 200} more are left out." : $"All {count} mistakes.", section.Descendants("caption").Single().Value);
        foreach (var cells in rows.Select(row => row.Elements("td").ToList()))
        {
            var (truth, label) = (cells[1].Value, cells[2].Value.Split(':')[0]);
            Assert.NotEqual(truth, label);
            // The query picture and one support picture of each of the two classes: pictures of those classes, to the byte.
            Assert.Equal(3, cells.Descendants("img").Count());
            if (rotations != "none") continue;
            foreach (var (cell, name) in cells.Zip([truth, truth, label])) Assert.Contains(Pixels(cell), Of(name));
        }
    }

    [Fact]
    public void Predictions_of_pictures_in_folders_of_their_classes_are_counted_and_the_wrong_ones_drawn()
    {
        Cli.Run(["train", "strokes", "--ways", "3", "--run", folder["run"], .. Quick]).Succeeded();
        static string Called(int character) => character == 270 ? Nasty : $"strokes {character}";
        StrokesFolder.Write(folder["new"], 270, 3, 2, Called);
        StrokesFolder.Write(folder["ask"], 270, 3, 12, Called);
        StrokesFolder.Write(folder["ask"], 275, 1, 2);
        Cli.Run("adapt", folder["run"], "--support", folder["new"], "--out", folder["new.adapted"]).Succeeded();
        var predicted = Cli.Run("predict", folder["new.adapted"], folder["ask"], "--report", folder["mistakes.html"], "--json").Succeeded();
        var lines = predicted.Out.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(38, lines.Count);
        var wrong = lines.Where(line => ClassOf(line) is not "strokes 275").Where(line => ClassOf(line) != line.GetProperty("label").ToString()).ToList();
        Assert.InRange(wrong.Count, 1, 20);
        Assert.Contains($"{36 - wrong.Count} of 36 pictures have the right label", predicted.Error, StringComparison.Ordinal);
        Assert.Contains("2 more lie in no folder that is called as a class", predicted.Error, StringComparison.Ordinal);
        var html = File.ReadAllText(folder["mistakes.html"]);
        Assert.DoesNotContain("<i>", html, StringComparison.Ordinal);
        var rows = XDocument.Parse(html).Root!.Descendants("section").Single(one => one.Element("h2")!.Value == "Mistakes").Descendants("tbody").Elements("tr").ToList();
        Assert.Equal(wrong.Select(line => (line.GetProperty("file").ToString(), ClassOf(line))), rows.Select(row => (row.Elements("td").First().Value, row.Elements("td").ElementAt(1).Value)));
        foreach (var cells in rows.Select(row => row.Elements("td").ToList()))
        {
            Assert.Equal(1 + 2 + 2, cells.Descendants("img").Count());
            var drawn = PngDecoder.Decode(File.ReadAllBytes(cells[0].Value), "asked", 1).Pixels.ToArray();
            // Inverted, as the run's own pictures are.
            Assert.Equal(drawn.Select(value => (byte)(255 - value)), ShownPictures.Decode(cells[0].Element("img")!, 1).Pixels.ToArray());
        }
        Assert.Contains(Nasty, rows.Descendants("td").Select(cell => cell.Value.Split(':')[0]));
    }

    [Fact]
    public void A_page_of_pictures_whose_classes_nobody_knows_is_refused_before_anything_is_written()
    {
        Cli.Run(["train", "strokes", "--ways", "2", "--run", folder["run"], .. Quick]).Succeeded();
        StrokesFolder.Write(folder["new"], 270, 2, 1);
        StrokesFolder.Write(folder["ask"], 280, 1, 2);
        Cli.Run("adapt", folder["run"], "--support", folder["new"], "--out", folder["new.adapted"]).Succeeded();
        var refused = Cli.Run("predict", folder["new.adapted"], folder["ask"], "--report", folder["mistakes.html"]);
        refused.Failed(1, "none of the 2 pictures lies in a folder that is called strokes 270 or strokes 271");
        Assert.Equal("", refused.Out);
        Assert.False(File.Exists(folder["mistakes.html"]));
    }

    private static string ClassOf(JsonElement line) => Path.GetFileName(Path.GetDirectoryName(line.GetProperty("file").ToString())) ?? "";

    private static byte[] Pixels(XElement cell) => ShownPictures.Decode(cell.Elements("img").First(), 1).Pixels.ToArray();

    private static IEnumerable<byte[]> Of(string name)
    {
        var position = StrokesFolder.Drawn.Classes.ToList().FindIndex(one => one.Name == name);
        return Enumerable.Range(0, StrokesFolder.Drawn.Classes[position].Count).Select(picture => StrokesFolder.Drawn.Pixels(position, picture).ToArray());
    }

    [GeneratedRegex(@"In the first (\d+) meta-test episodes \(seed 0\) (\d+) of (\d+) query pictures are labelled wrongly\.")]
    private static partial Regex Found();
}
