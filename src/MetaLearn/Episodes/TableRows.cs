using System.Collections;

namespace MetaLearn.Episodes;

/// <summary>What is done with a row: its number, and its cells <c>[features + targets]</c>, valid for the call.</summary>
internal delegate void RowVisitor(int row, ReadOnlySpan<double> cells);

/// <summary>The rows behind a table's groups, by number from 0. A cell is a number, or the code of a text. Thread-safe to read.</summary>
/// <param name="features">Feature cells of a row.</param>
/// <param name="targets">Target cells of a row.</param>
internal abstract class TableRows(int features, int targets)
{
    public int Features => features;

    public int Targets => targets;

    public abstract int Count { get; }

    /// <summary>Whether reading a row costs next to nothing.</summary>
    public virtual bool IsInMemory => true;

    /// <summary>Bytes held, as this class counts them.</summary>
    public abstract long Bytes { get; }

    /// <summary>Writes a row's cells: features, then targets.</summary>
    public abstract void Read(int row, Span<double> cells);

    /// <summary>Where a row stands, such as <c>line 12</c>; null where that is not known.</summary>
    public virtual string? PlaceOf(int row) => null;

    /// <summary>Visits the wanted rows in ascending order.</summary>
    public virtual void Scan(BitArray wanted, RowVisitor visit)
    {
        var cells = new double[features + targets];
        for (var row = 0; row < Count; row++)
        {
            if (!wanted[row]) continue;
            Read(row, cells);
            visit(row, cells);
        }
    }
}
