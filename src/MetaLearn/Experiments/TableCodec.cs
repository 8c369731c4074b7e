using System.Globalization;
using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>What the cells of a row are to a table's model, and its predictions to the reader: named columns in, numbers in the target's own units out.</summary>
internal sealed class TableCodec
{
    // Equal features are that far apart by noise alone only where a single example says little.
    private const double FarApart = 1;

    private readonly Scaling? scaling;

    private TableCodec(IReadOnlyList<string> features, IReadOnlyList<string> targets, Scaling? scaling) => (Features, Targets, this.scaling) = (features, targets, scaling);

    /// <summary>Names of the feature columns.</summary>
    public IReadOnlyList<string> Features { get; }

    /// <summary>Names of the target columns.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>Numbers of one row's x.</summary>
    public int XWidth => Features.Count;

    /// <summary>Numbers of one row's y.</summary>
    public int YWidth => Targets.Count;

    /// <summary>Names of the columns that predictions are written to.</summary>
    public IReadOnlyList<string> Predicted => [.. Targets.Select(target => $"predicted_{target}")];

    /// <summary>Of a table, or of functions of one variable, whose columns are x and y.</summary>
    public static TableCodec Of(ExperimentSpec spec, Scaling? scaling) => spec.Problem == "csv" ? new(spec.Features, spec.Targets, scaling) : new(["x"], ["y"], null);

    /// <exception cref="DataException">A cell is empty, no number, not finite, or too large once scaled.</exception>
    public void ReadX(CsvRows rows, ReadOnlySpan<int> columns, Span<float> x)
    {
        for (var i = 0; i < x.Length; i++)
            x[i] = Scaled(rows, columns[i], rows.Number(columns[i]), scaling is null ? (0, 1) : (scaling.FeatureMeans[i], scaling.FeatureDeviations[i]));
    }

    /// <exception cref="DataException">As for <see cref="ReadX"/>.</exception>
    public void ReadY(CsvRows rows, ReadOnlySpan<int> columns, Span<float> y)
    {
        for (var i = 0; i < y.Length; i++)
            y[i] = Scaled(rows, columns[i], rows.Number(columns[i]), scaling is null ? (0, 1) : (scaling.TargetMeans[i], scaling.TargetDeviations[i]));
    }

    /// <summary>One row's prediction in the targets' own units.</summary>
    public object[] Write(ReadOnlySpan<float> prediction)
    {
        var values = new double[prediction.Length];
        if (scaling is null)
            for (var i = 0; i < values.Length; i++) values[i] = prediction[i];
        else scaling.InvertTargets(prediction, values);
        // A prediction has the digits of a float, whatever unit it is in.
        return [.. values.Select(value => (object)(float)value)];
    }

    /// <summary>Whether two rows with equal features cannot both be right: further apart than one deviation of the target, or at all where there is no noise.</summary>
    public bool Contradict(ReadOnlySpan<float> y, ReadOnlySpan<float> other)
    {
        for (var i = 0; i < y.Length; i++)
            if (Math.Abs(y[i] - other[i]) > (scaling is null ? 0 : FarApart)) return true;
        return false;
    }

    private static float Scaled(CsvRows rows, int column, double value, (double Mean, double Deviation) scale)
    {
        var scaled = (float)((value - scale.Mean) / scale.Deviation);
        return float.IsFinite(scaled)
            ? scaled
            : throw rows.Error(string.Create(CultureInfo.InvariantCulture, $"{value} in column '{rows.Header[column]}' is too far from the mean {scale.Mean:G6} of the rows the model was trained on."));
    }
}
