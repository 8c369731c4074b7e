using System.Numerics;
using System.Runtime.CompilerServices;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// The convolution's derivative by its kernel. Rows of the product are input channels of an element of the window; a term is an output pixel, and those
/// that lie side by side are one stretch. Pictures larger than the cache are taken some lines at a time, all elements of the window for each: every element's sum still goes
/// on in the order of the pixels.
/// </summary>
internal sealed unsafe class ConvWeightInstruction<T> : Instruction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAChunk = 240;

    // The lines of both arrays stay in the second-level cache for all elements of the window.
    private const int BytesABlock = 512 * 1024;

    private readonly Operand x, g, w;
    private readonly int stride, inner, channels;
    private readonly List<Elements> parts = [];

    public ConvWeightInstruction(string name, Window window, Shape xShape, Shape gShape, Operand x, Operand g, Operand w) : base(name)
    {
        (this.x, this.g, this.w) = (x, g, w);
        (stride, inner, channels) = (window.Stride * xShape[3], xShape[3], gShape[3]);
        var down = Ranges(window.Height, window.Top, xShape[1], gShape[1]);
        var across = Ranges(window.Width, window.Left, xShape[2], gShape[2]);
        foreach (var rows in down)
            foreach (var columns in across)
                parts.Add(new(
                    [.. from i in rows.Taps from j in columns.Taps select (i.Offset * xShape[2] + j.Offset) * inner],
                    [.. from i in rows.Taps from j in columns.Taps select (i.Element * window.Width + j.Element) * inner * channels],
                    [.. Blocks().Select(block => Runs(block, rows.First, rows.End, columns.First, columns.End))]));
        Operations = 2L * inner * channels * parts.Sum(part => (long)part.XStarts.Length * part.Blocks.Sum(runs => runs.Sum(run => run.Length)));

        // Output lines, of all pictures one after the other.
        IEnumerable<(int First, int End)> Blocks()
        {
            var all = xShape[0] * gShape[1];
            var bytes = (long)all * Unsafe.SizeOf<T>() * (gShape[2] * channels + window.Stride * xShape[2] * inner);
            var count = (int)Math.Clamp((bytes + BytesABlock - 1) / BytesABlock, 1, Math.Max(1, all));
            for (var block = 0; block < count; block++) yield return ((int)((long)all * block / count), (int)((long)all * (block + 1) / count));
        }

        // Elements of the window that meet the picture from the same output lines share their terms.
        List<(int First, int End, List<WindowTap> Taps)> Ranges(int size, int before, int length, int places)
            => [.. Enumerable.Range(0, size)
                .Select(k => (Tap: new WindowTap(k, k * window.Dilation - before),
                    Lines: Enumerable.Range(0, places).Where(place => (uint)(place * window.Stride + k * window.Dilation - before) < (uint)length).ToList()))
                .GroupBy(one => one.Lines.Count == 0 ? (0, 0) : (one.Lines[0], one.Lines[^1] + 1))
                .Select(group => (group.Key.Item1, group.Key.Item2, group.Select(one => one.Tap).ToList()))];

        GatherRun[] Runs((int First, int End) block, int firstRow, int endRow, int firstColumn, int endColumn)
        {
            var runs = new List<GatherRun>();
            for (var line = block.First; line < block.End && endColumn > firstColumn; line++)
            {
                var (n, row) = Math.DivRem(line, gShape[1]);
                if (row < firstRow || row >= endRow) continue;
                var next = new GatherRun(((n * xShape[1] + row * window.Stride) * xShape[2] + firstColumn * window.Stride) * inner,
                    (line * gShape[2] + firstColumn) * channels, endColumn - firstColumn);
                if (runs.Count > 0 && runs[^1] is var last && last.A + last.Length * stride == next.A && last.B + last.Length * channels == next.B)
                    runs[^1] = last with { Length = last.Length + next.Length };
                else runs.Add(next);
            }
            return [.. runs];
        }
    }

    public override long Operations { get; }

    public override void Run(ref readonly Frame<T> frame)
    {
        var sources = stackalloc T*[RowsAChunk];
        var targets = stackalloc T*[RowsAChunk];
        for (var episode = 0; episode < frame.Episodes; episode++)
        {
            var px = x.In(in frame) + (nint)episode * x.Stride;
            var pg = g.In(in frame) + (nint)episode * g.Stride;
            var pw = w.In(in frame) + (nint)episode * w.Stride;
            for (var block = 0; block < parts[0].Blocks.Length; block++)
                foreach (var part in parts)
                {
                    var rows = 0;
                    for (var element = 0; element < part.XStarts.Length; element++)
                        for (var channel = 0; channel < inner; channel++)
                        {
                            sources[rows] = px + part.XStarts[element] + channel;
                            targets[rows] = pw + part.WStarts[element] + (nint)channel * channels;
                            if (++rows < RowsAChunk) continue;
                            GatherProduct.Multiply(rows, sources, stride, pg, channels, targets, channels, part.Blocks[block], accumulate: block > 0);
                            rows = 0;
                        }
                    GatherProduct.Multiply(rows, sources, stride, pg, channels, targets, channels, part.Blocks[block], accumulate: block > 0);
                }
        }
    }

    /// <summary>Elements of the window that meet the picture from the same output pixels.</summary>
    private sealed record Elements(int[] XStarts, int[] WStarts, GatherRun[][] Blocks);
}
