namespace MetaLearn.Images;

/// <summary>One colour component of a JPEG picture and its coefficients.</summary>
/// <param name="Id">Names it in scans.</param>
/// <param name="Across">Sampling factor along a row.</param>
/// <param name="Down">Sampling factor along a column.</param>
/// <param name="Quantization">Number of its table.</param>
internal sealed record JpegComponent(int Id, int Across, int Down, int Quantization)
{
    /// <summary>Its own pixels.</summary>
    public int Width { get; private set; }

    /// <summary>Its own pixels.</summary>
    public int Height { get; private set; }

    /// <summary>Blocks a row, those that only fill up the last minimum coded unit among them.</summary>
    public int Stride { get; private set; }

    /// <summary>Blocks a column, those that only fill up among them.</summary>
    public int Rows { get; private set; }

    /// <summary>64 numbers a block, in natural order.</summary>
    public short[] Coefficients { get; private set; } = [];

    /// <summary>Blocks that hold its own pixels; a scan of it alone has these.</summary>
    public long OwnBlocks => (long)Divided(Width, 8) * Divided(Height, 8);

    /// <summary>Whether a scan gave the first coefficients of its blocks, without which it is no picture.</summary>
    public bool IsGiven { get; set; }

    public JpegHuffman? Dc { get; set; }

    public JpegHuffman? Ac { get; set; }

    /// <summary>The last block's first coefficient, which the next differs from.</summary>
    public int Predictor { get; set; }

    /// <summary>Takes its share of the picture's size.</summary>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="across">Largest factor of all components.</param>
    /// <param name="down">Largest factor of all components.</param>
    public void Size(int width, int height, int across, int down)
    {
        (Width, Height) = (Divided(width * Across, across), Divided(height * Down, down));
        (Stride, Rows) = (Divided(width, 8 * across) * Across, Divided(height, 8 * down) * Down);
    }

    /// <summary>Makes room for the coefficients.</summary>
    public void Allocate() => Coefficients = new short[checked(Stride * Rows * 64)];

    public Span<short> Block(int row, int column) => Coefficients.AsSpan((row * Stride + column) * 64, 64);

    public static int Divided(int number, int by) => (number + by - 1) / by;
}
