using MetaLearn.Episodes;

namespace MetaLearn.Experiments;

/// <summary>What the cells of a row are to a table's model, and its predictions to the reader: named columns in; numbers in the target's own units, or labels, out.</summary>
internal sealed class TableCodec
{
    // Equal features are that far apart by noise alone only where a single example says little; functions have no noise.
    private const double FarApart = 1;

    private readonly TableEncoding encoding;
    private readonly double apart;

    private TableCodec(TableEncoding encoding, double apart) => (this.encoding, this.apart) = (encoding, apart);

    /// <summary>Names of the feature columns.</summary>
    public IReadOnlyList<string> Features => encoding.Features;

    /// <summary>Names of the target columns.</summary>
    public IReadOnlyList<string> Targets => encoding.Targets;

    /// <summary>Numbers of one row's x.</summary>
    public int XWidth => encoding.InputWidth;

    /// <summary>Numbers of one row's y: one a target, or the class.</summary>
    public int YWidth => encoding.Targets.Length;

    /// <summary>Names of the columns that predictions are written to: one a target, or a label and its probability.</summary>
    public IReadOnlyList<string> Predicted => encoding.IsClassification
        ? [$"predicted_{Targets[0]}", $"probability_{Targets[0]}"]
        : [.. Targets.Select(target => $"predicted_{target}")];

    /// <summary>Of a table, or of functions of one variable, whose columns are x and y.</summary>
    public static TableCodec Of(TableEncoding? encoding)
        => encoding is null ? new(new(["x"], ["y"], new([0], [1], [0], [1])), 0) : new(encoding, encoding.IsClassification ? 0 : FarApart);

    /// <summary>Reads the rows of one file.</summary>
    public CellEncoder Reader() => new(encoding);

    /// <summary>Whether two rows with equal features cannot both be right: another label, further apart than one deviation of the target, or at all where there is no noise.</summary>
    public bool Contradict(ReadOnlySpan<float> y, ReadOnlySpan<float> other)
    {
        for (var i = 0; i < y.Length; i++)
            if (Math.Abs(y[i] - other[i]) > apart) return true;
        return false;
    }
}
