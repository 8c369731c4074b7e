using MetaLearn.Autodiff;
using MetaLearn.Files;

namespace MetaLearn.Algorithms;

/// <summary>Adapted models as files; see <see cref="AdaptedFile"/>.</summary>
internal static class AdaptedModelFile
{
    public static void Save(AdaptedModel adapted, string path, IReadOnlyDictionary<string, string>? notes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var (trained, support) = (adapted.Base, adapted.Support);
        var shapes = trained.Part(adapted.SupportRows).StateShapes;
        new AdaptedFile
        {
            Path = path,
            BaseHash = trained.Hash,
            InnerSteps = trained.InnerSteps,
            State = [.. adapted.StateArrays.Select((values, i) => new NamedArray(AdaptedFile.StateName(i), shapes[i], values))],
            SupportX = new(AdaptedFile.SupportXName, Rows(adapted.SupportRows, trained.Shape.XRow), support.X.Span),
            SupportY = new(AdaptedFile.SupportYName, Rows(adapted.SupportRows, trained.Shape.YRow), support.Y.Span),
            Notes = notes ?? new Dictionary<string, string>(),
        }.Write();
    }

    public static AdaptedModel Load(TrainedModel trained, string path)
    {
        var file = AdaptedFile.Read(path);
        if (file.BaseHash != trained.Hash) throw new BaseMismatchException(path, expected: trained.Hash, found: file.BaseHash);
        Check(path, file.SupportX, Rows(file.SupportRows, trained.Shape.XRow));
        Check(path, file.SupportY, Rows(file.SupportRows, trained.Shape.YRow));
        var part = trained.Part(file.SupportRows);
        if (file.State.Count != part.StateShapes.Count)
            throw new FileFormatException(path, $"holds {file.State.Count} arrays of state; its base has {part.StateShapes.Count}.");
        for (var i = 0; i < file.State.Count; i++) Check(path, file.State[i], part.StateShapes[i]);
        return new(trained, part.Prediction, [.. file.State.Select(array => array.ToFloats())], file.SupportX.ToFloats(), file.SupportY.ToFloats(), file.SupportRows);
    }

    private static void Check(string path, NamedArray array, Shape shape)
    {
        if (array.Shape != shape) throw new FileFormatException(path, $"holds '{array.Name}' of shape {array.Shape}; its base needs {shape}.");
    }

    private static Shape Rows(int rows, Shape row) => new([rows, .. row.Lengths]);
}
