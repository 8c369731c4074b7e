using MetaLearn.Algorithms;
using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>How the rows of a user's CSV file, or a folder of pictures, become what a run's model takes, and its predictions what the user reads. Units are the user's own.</summary>
public abstract class ModelRows
{
    private protected ModelRows() { }

    /// <summary>Reads a support set.</summary>
    /// <param name="name">Of the file; its path where <paramref name="content"/> is null.</param>
    /// <param name="content">What to read instead of a file, such as standard input; read to its end.</param>
    /// <exception cref="DataException">The file cannot be used; one sentence with the place.</exception>
    public abstract SupportFile ReadSupport(string name, Stream? content = null);

    /// <summary>Predicts what a file asks for. Nothing is predicted unless the whole file can be.</summary>
    /// <param name="adapted">Adapted to a support set that was read by <see cref="ReadSupport"/>.</param>
    /// <param name="notes">Of that support set.</param>
    /// <param name="name">As for <see cref="ReadSupport"/>.</param>
    /// <param name="content">As for <see cref="ReadSupport"/>.</param>
    /// <exception cref="DataException">The file cannot be used, or a prediction is not finite; one sentence with the place.</exception>
    public abstract PredictionTable Predict(AdaptedModel adapted, IReadOnlyDictionary<string, string> notes, string name, Stream? content = null);

    internal static ModelRows Of(Experiment experiment) => experiment.Spec switch
    {
        { IsImages: true } spec => new ImageModelRows(spec, experiment.IsTransductive),
        { Problem: "series" } spec => new SeriesModelRows(spec),
        var spec => new TableModelRows(TableCodec.Of(experiment.Data.Encoding), spec.Episode),
    };

    private protected static CsvRows Open(string name, Stream? content)
        => content is null ? new(name) : new(name, new MemoryStream(TextFile.Read(name, content)));
}
