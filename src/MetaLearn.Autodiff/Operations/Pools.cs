namespace MetaLearn.Autodiff;

/// <summary>Walks over the places of a pooling's window, with the part of the window that lies in the picture.</summary>
internal struct Pools(Window window, int count, int rows, int columns, int channels)
{
    private readonly (int Rows, int Columns) places = window.Places(rows, columns);
    private int n, r, c = -1;

    public Pools(Window window, Shape x) : this(window, x[0], x[1], x[2], x[3])
    {
    }

    /// <summary>Where the channels of the place's result begin.</summary>
    public int Y { get; private set; }

    /// <summary>Where the channels of the first pixel in the window begin.</summary>
    public int X { get; private set; }

    /// <summary>Rows of the window that lie in the picture.</summary>
    public int Down { get; private set; }

    /// <summary>Columns of it that do.</summary>
    public int Across { get; private set; }

    /// <summary>Where the channels of a pixel in the window begin.</summary>
    public readonly int At(int row, int column) => X + (row * columns + column) * window.Dilation * channels;

    /// <summary>Goes on to the next place; false after the last.</summary>
    public bool Next()
    {
        if (++c == places.Columns) (c, r) = (0, r + 1);
        if (r == places.Rows) (r, n) = (0, n + 1);
        if (n >= count) return false;
        (var row, Down) = Seen(r, window.Top, window.Height, rows, window);
        (var column, Across) = Seen(c, window.Left, window.Width, columns, window);
        X = ((n * rows + row) * columns + column) * channels;
        Y = ((n * places.Rows + r) * places.Columns + c) * channels;
        return true;
    }

    /// <summary>The result's shape; every place of the window must see a pixel.</summary>
    public static Shape Output(Operation operation, Window window, Shape x)
    {
        if (x.Rank != 4) throw ShapeException.For(operation, "pictures [n, rows, columns, channels]", [x]);
        var (down, across) = window.Places(x[1], x[2]);
        var seesAll = down > 0 && across > 0
            && Enumerable.Range(0, down).All(r => Seen(r, window.Top, window.Height, x[1], window).Count > 0)
            && Enumerable.Range(0, across).All(c => Seen(c, window.Left, window.Width, x[2], window).Count > 0);
        return seesAll ? new(x[0], down, across, x[3]) : throw ShapeException.For(operation, $"pictures of which the window {window} sees a part at every place", [x]);
    }

    /// <summary>1 / the number of pixels that the window sees, <c>[places down, places across, 1]</c>; a number where it is the same everywhere.</summary>
    public static Expression Shares(Window window, Shape x)
    {
        var (down, across) = window.Places(x[1], x[2]);
        var shares = new double[down * across];
        for (var i = 0; i < shares.Length; i++)
            shares[i] = 1.0 / (Seen(i / across, window.Top, window.Height, x[1], window).Count * Seen(i % across, window.Left, window.Width, x[2], window).Count);
        return Array.TrueForAll(shares, share => share == shares[0]) ? shares[0] : Functions.Constant(shares, new(down, across, 1));
    }

    // First pixel and number of pixels that lie in the picture, along one axis.
    private static (int First, int Count) Seen(int place, int before, int size, int length, Window window)
    {
        var start = place * window.Stride - before;
        var skipped = start < 0 ? (-start + window.Dilation - 1) / window.Dilation : 0;
        var first = start + skipped * window.Dilation;
        var count = first < length ? Math.Min(size - skipped, (length - 1 - first) / window.Dilation + 1) : 0;
        return (first, Math.Max(0, count));
    }
}
