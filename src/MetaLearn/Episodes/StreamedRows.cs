using System.Buffers;
using System.Collections;
using Microsoft.Win32.SafeHandles;

namespace MetaLearn.Episodes;

/// <summary>
/// The rows of a file that is too large for memory. Held are the byte offset of every <see cref="BlockRows"/>th row and a bounded cache of decoded blocks;
/// a row that is not there is read with its block. The file stays open until this is collected, and must not change.
/// </summary>
internal sealed class StreamedRows : TableRows
{
    /// <summary>Rows of a block: few, since a draw of single rows decodes a whole block for each.</summary>
    private const int BlockRows = 16;

    // An object, an array and their slot.
    private const int BlockOverhead = 80;

    private readonly TableFile file;
    private readonly RowDecoder decoder;
    private readonly List<string> header;
    private readonly char separator;
    private readonly SafeFileHandle handle;
    private readonly DateTime written;
    private readonly List<long> offsets = [];
    private Block?[] slots = [];
    private int count;
    private int filled;

    /// <summary>Opens the file. Filled by <see cref="Add"/> and <see cref="Close"/>, then read.</summary>
    public StreamedRows(TableFile file, CsvRows rows, RowDecoder decoder, int features, int targets) : base(features, targets)
    {
        (this.file, this.decoder, header, separator) = (file, decoder, rows.Header, rows.Separator);
        handle = File.OpenHandle(file.Path, options: FileOptions.RandomAccess);
        written = File.GetLastWriteTimeUtc(file.Path);
    }

    public override int Count => count;

    public override bool IsInMemory => false;

    /// <summary>Of the index and of what the cache holds now.</summary>
    public override long Bytes => IndexBytes + Volatile.Read(ref filled) * BlockBytes;

    private long IndexBytes => offsets.Capacity * sizeof(long);

    private long BlockBytes => BlockRows * (Features + Targets) * sizeof(double) + BlockOverhead;

    /// <summary>Counts one more row, which starts at a byte.</summary>
    public void Add(long offset)
    {
        if (count % BlockRows == 0) offsets.Add(offset);
        count = checked(count + 1);
    }

    /// <summary>Makes the cache: what the budget leaves beside the index.</summary>
    /// <param name="others">Bytes of the groups' lists, which count as index.</param>
    /// <exception cref="DataException">The budget leaves no room.</exception>
    public void Close(long others)
    {
        offsets.Add(RandomAccess.GetLength(handle));
        offsets.TrimExcess();
        const int fewest = 32;
        var index = IndexBytes + others;
        var places = Math.Min((file.Budget - index) / BlockBytes, offsets.Count);
        if (places < Math.Min(fewest, offsets.Count))
        {
            throw new DataException(file.Path, null,
                $"The index of {count:N0} rows takes {ByteSize.Text(index)} and a cache at least {ByteSize.Text(fewest * BlockBytes)}; --table-memory is {ByteSize.Text(file.Budget)}.");
        }
        slots = new Block?[places];
    }

    public override void Read(int row, Span<double> cells)
    {
        var number = row / BlockRows;
        // A block has one slot it can be in. Threads that miss at once read it each, and any one of the equal results stays.
        ref var slot = ref slots[number % slots.Length];
        var block = Volatile.Read(ref slot);
        if (block is null || block.Number != number)
        {
            var loaded = Load(number);
            if (Interlocked.Exchange(ref slot, loaded) is null) Interlocked.Increment(ref filled);
            block = loaded;
        }
        block.Cells.AsSpan(row % BlockRows * (Features + Targets), Features + Targets).CopyTo(cells);
    }

    public override void Scan(BitArray wanted, RowVisitor visit)
    {
        using var rows = file.Open();
        var cells = new double[Features + Targets];
        for (var row = 0; row < count; row++)
        {
            if (!rows.Read()) throw Changed();
            if (!wanted[row]) continue;
            if (!decoder.ReadAgain(rows, cells)) throw Changed();
            visit(row, cells);
        }
    }

    private Block Load(int number)
    {
        if (File.GetLastWriteTimeUtc(file.Path) != written) throw Changed();
        var (start, rowsWanted) = (offsets[number], Math.Min(BlockRows, count - number * BlockRows));
        var length = checked((int)(offsets[number + 1] - start));
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var read = 0;
            while (read < length && RandomAccess.Read(handle, bytes.AsSpan(read, length - read), start + read) is > 0 and var more) read += more;
            if (read < length) throw Changed();
            return new(number, Decoded(bytes.AsMemory(0, length), rowsWanted));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private double[] Decoded(ReadOnlyMemory<byte> bytes, int rowsWanted)
    {
        var columns = Features + Targets;
        var cells = new double[BlockRows * columns];
        using var rows = new CsvRows(file.Path, header, separator, bytes);
        for (var row = 0; row < rowsWanted; row++)
            if (!rows.Read() || !decoder.ReadAgain(rows, cells.AsSpan(row * columns, columns))) throw Changed();
        return cells;
    }

    private DataException Changed() => new(file.Path, null, "The file has changed while it was in use; start again.");

    private sealed record Block(int Number, double[] Cells);
}
