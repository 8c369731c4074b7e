using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Images;
using MetaLearn.Reports;

namespace MetaLearn.Experiments;

/// <summary>A page about predictions of pictures whose classes are known, as they lie in folders called like the classes: how many are right, and each mistake drawn.</summary>
public static class PredictionReport
{
    /// <summary>Makes the page.</summary>
    /// <param name="name">What the adapted model is called.</param>
    /// <param name="run">That predicted.</param>
    /// <param name="adapted">That predicted.</param>
    /// <param name="notes">Of its support set: they name the classes.</param>
    /// <param name="tables">The predictions.</param>
    /// <exception cref="ArgumentException">The run is not of pictures.</exception>
    /// <exception cref="DataException">No picture lies in a folder that is called as a class.</exception>
    public static HtmlReport Of(string name, RunModel run, AdaptedModel adapted, IReadOnlyDictionary<string, string> notes, IReadOnlyList<PredictionTable> tables)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(adapted);
        ArgumentNullException.ThrowIfNull(notes);
        ArgumentNullException.ThrowIfNull(tables);
        if (!run.Run.Experiment.Spec.IsImages) throw new ArgumentException($"A report shows pictures that were labelled wrongly; the model of {run.Run.Folder} predicts none: leave --report out.");
        var labels = ImageModelRows.LabelsOf(notes);
        var (known, all) = (tables.SelectMany(table => table.Labelled).ToList(), tables.Sum(table => table.Rows.Count));
        if (known.Count == 0)
            throw new DataException($"A report tells right labels from wrong ones by the folders' names; none of the {all} pictures lies in a folder that is called {string.Join(", ", labels[..^1])} or {labels[^1]}.");
        var mistakes = known.Where(one => one.Truth != one.Label).ToList();
        var right = known.Count - mistakes.Count;
        var found = string.Create(CultureInfo.InvariantCulture,
            $"{right} of {known.Count} pictures have the right label, an accuracy of {(double)right / known.Count:0.###}{(all > known.Count ? $"; {all - known.Count} more lie in no folder that is called as a class" : "")}.");
        return new()
        {
            Title = $"Pictures labelled by {name}",
            Summary = found,
            Sections = [ByClass(labels, known), PictureMistake.Section(Drawn(mistakes, labels, adapted), mistakes.Count == 0 ? "None." : $"{mistakes.Count} of {known.Count} pictures are labelled wrongly.")],
            Footer = $"MetaLearn; the model was adapted from {run.Run.Folder}, base {run.Model.Hash[..12]}, to {adapted.SupportRows} pictures.",
        };
    }

    private static ReportSection ByClass(string[] labels, List<LabelledPicture> known) => new("Classes",
    [
        new ReportTable([new("class", CellAlign.Left), new("pictures"), new("right"), new("labelled so")], labels.Select((label, i) => (IEnumerable<string>)
        [
            label, Text(known.Count(one => one.Truth == i)), Text(known.Count(one => one.Truth == i && one.Label == i)), Text(known.Count(one => one.Label == i)),
        ]))
        {
            Caption = "Pictures of each class, how many of them have the right label, and how many of all have that label.",
        },
    ]);

    private static List<PictureMistake> Drawn(List<LabelledPicture> mistakes, string[] labels, AdaptedModel adapted)
    {
        IReadOnlyList<Picture>[] support = [.. labels.Select((_, i) => PictureMistake.OfLabelled(adapted.Support.X.Span, adapted.Support.Y.Span, i, PictureMistake.SizeOf(adapted.Base.Shape.XRow)))];
        return [.. mistakes.Select(one => new PictureMistake(
            one.Name, one.Picture, labels[one.Truth], PictureMistake.Named(labels[one.Label], "probability", one.Probability), support[one.Truth], support[one.Label]))];
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
