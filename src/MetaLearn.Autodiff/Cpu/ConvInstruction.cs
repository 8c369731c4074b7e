using System.Numerics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>
/// Sums of products over the elements of a window, for every pixel of the result: the convolution, and its adjoint by x with a kernel that has
/// been turned. Rows of the product are pixels, gathered where they lie; a term is a channel of an element of the window. With a shared kernel the
/// episodes' pictures are one batch.
/// </summary>
internal sealed unsafe class ConvInstruction<T> : Instruction<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int RowsAChunk = 240;

    private readonly Operand x, w, y;
    private readonly int pictures, channels;
    private readonly int xPicture, yPicture;
    private readonly List<Pixels> parts = [];

    /// <summary>Prepares the product.</summary>
    /// <param name="name">Of the operation.</param>
    /// <param name="window">Only its width is used: the rest is in the lines.</param>
    /// <param name="rows">Lines of y down, by what they meet in x.</param>
    /// <param name="columns">The same across.</param>
    /// <param name="xShape"><c>[n, rows, columns, in]</c>.</param>
    /// <param name="yShape"><c>[n, rows, columns, out]</c>.</param>
    /// <param name="x">What is gathered.</param>
    /// <param name="w">The kernel, <c>[height, width, in, out]</c>.</param>
    /// <param name="y">The result.</param>
    public ConvInstruction(
        string name, Window window, IReadOnlyList<WindowLines> rows, IReadOnlyList<WindowLines> columns, Shape xShape, Shape yShape, Operand x, Operand w, Operand y)
        : base(name)
    {
        (this.x, this.w, this.y) = (x, w, y);
        (pictures, channels) = (yShape[0], yShape[3]);
        (xPicture, yPicture) = (xShape.Count / Math.Max(1, xShape[0]), yShape.Count / Math.Max(1, yShape[0]));
        var (from, width) = (xShape[3], window.Width);
        foreach (var down in rows)
            foreach (var across in columns)
            {
                var runs = new List<GatherRun>();
                foreach (var i in down.Taps)
                    foreach (var j in across.Taps)
                        Append(runs, new((i.Offset * xShape[2] + j.Offset) * from, (i.Element * width + j.Element) * from * channels, from));
                parts.Add(new(
                    [.. from r in down.Lines from c in across.Lines select (r.Base * xShape[2] + c.Base) * xShape[3]],
                    [.. from r in down.Lines from c in across.Lines select (r.Line * yShape[2] + c.Line) * yShape[3]],
                    [.. runs]));
            }
        Operations = 2L * pictures * channels * parts.Sum(part => (long)part.XStarts.Length * part.Runs.Sum(run => run.Length));

        // Elements of the window that lie side by side in both arrays are one stretch.
        void Append(List<GatherRun> runs, GatherRun next)
        {
            if (runs.Count > 0 && runs[^1] is var before && before.A + before.Length == next.A && before.B + before.Length * channels == next.B)
                runs[^1] = before with { Length = before.Length + next.Length };
            else runs.Add(next);
        }
    }

    public override long Operations { get; }

    public override void Run(ref readonly Frame<T> frame)
    {
        var px = x.In(in frame);
        var pw = w.In(in frame);
        var py = y.In(in frame);
        if (!w.IsPerEpisode && (x.IsPerEpisode || frame.Episodes == 1)) Run(pictures * frame.Episodes, px, pw, py);
        else
            for (var episode = 0; episode < frame.Episodes; episode++)
                Run(pictures, px + (nint)episode * x.Stride, pw + (nint)episode * w.Stride, py + (nint)episode * y.Stride);
    }

    private void Run(int count, T* px, T* pw, T* py)
    {
        var sources = stackalloc T*[RowsAChunk];
        var targets = stackalloc T*[RowsAChunk];
        foreach (var part in parts)
        {
            var rows = 0;
            for (var picture = 0; picture < count; picture++)
            {
                var fromX = px + (nint)picture * xPicture;
                var fromY = py + (nint)picture * yPicture;
                for (var pixel = 0; pixel < part.XStarts.Length; pixel++)
                {
                    sources[rows] = fromX + part.XStarts[pixel];
                    targets[rows] = fromY + part.YStarts[pixel];
                    if (++rows < RowsAChunk) continue;
                    GatherProduct.Multiply(rows, sources, 1, pw, channels, targets, channels, part.Runs);
                    rows = 0;
                }
            }
            GatherProduct.Multiply(rows, sources, 1, pw, channels, targets, channels, part.Runs);
        }
    }

    /// <summary>Pixels of one picture that meet the same elements of the window.</summary>
    private sealed record Pixels(int[] XStarts, int[] YStarts, GatherRun[] Runs);
}
