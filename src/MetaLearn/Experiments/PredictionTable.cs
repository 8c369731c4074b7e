namespace MetaLearn.Experiments;

/// <summary>Predictions as a table: the columns of the user's file and behind them those that were predicted, in their own units.</summary>
/// <param name="Columns">Names of the user's columns.</param>
/// <param name="Predicted">Names of the predicted columns.</param>
/// <param name="Rows">Cells of the user's columns as they stood, and predictions: each a <see cref="float"/> or a text.</param>
public sealed record PredictionTable(IReadOnlyList<string> Columns, IReadOnlyList<string> Predicted, IReadOnlyList<(IReadOnlyList<string> Cells, IReadOnlyList<object> Values)> Rows)
{
    /// <summary>What the user should know, one sentence each: categories that the model does not know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Of pictures, those whose class is known.</summary>
    internal IReadOnlyList<LabelledPicture> Labelled { get; init; } = [];
}
