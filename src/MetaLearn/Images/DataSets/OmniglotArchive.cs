using System.Globalization;
using MetaLearn.Episodes;

namespace MetaLearn.Images;

/// <summary>One of Omniglot's two zips: entries <c>FOLDER/Alphabet/characterNN/CCCC_DD.png</c>, where DD is the drawer, 01 to 20.</summary>
internal static class OmniglotArchive
{
    // The drawings are 105 × 105; ten times their bytes leaves room for any way of storing them.
    private const long LargestDrawing = 1 << 17;
    private const int Side = 105;

    /// <summary>The characters in ordinal order of their names, with ink 255 on paper 0.</summary>
    public static List<ImageClass> Read(string path, string folder, int characters, int side, Resizing resizing)
    {
        var drawings = new SortedDictionary<string, (string Entry, byte[] Content)[]>(StringComparer.Ordinal);
        foreach (var (entry, content) in ImageZip.Read(path, name => IsDrawing(path, folder, name), LargestDrawing))
        {
            var parts = entry.Split('/');
            var name = $"{parts[1]}/{parts[2]}";
            if (!drawings.TryGetValue(name, out var ofCharacter)) drawings.Add(name, ofCharacter = new (string, byte[])[Omniglot.Drawers]);
            var drawer = Drawer(parts[3]) - 1;
            if (ofCharacter[drawer].Content is not null)
                throw new DataException(path, null, $"Entries '{ofCharacter[drawer].Entry}' and '{entry}' are of one drawer; each draws a character once.");
            ofCharacter[drawer] = (entry, content);
        }
        foreach (var (name, ofCharacter) in drawings)
            if (Array.FindIndex(ofCharacter, drawing => drawing.Content is null) is >= 0 and var missing)
                throw new DataException(path, null, $"The entry of '{folder}/{name}' by drawer {missing + 1:00} is missing; each character has {Omniglot.Drawers} drawings.");
        if (drawings.Count != characters) throw new DataException(path, null, $"The zip has {drawings.Count} characters; expected {characters}.");
        var order = drawings.ToArray();
        var classes = new ImageClass[characters];
        // Each character is decoded by itself into its own place, so the order of the threads is of no matter.
        Each(characters, i => classes[i] = Decode(path, order[i].Key, order[i].Value, side, resizing));
        return [.. classes];
    }

    private static void Each(int count, Action<int> body)
    {
        try
        {
            Parallel.For(0, count, body);
        }
        catch (AggregateException all) when (all.InnerExceptions.OfType<DataException>().MinBy(one => one.Message, StringComparer.Ordinal) is { } first)
        {
            throw new DataException(first.Message, all);
        }
    }

    private static ImageClass Decode(string path, string name, (string Entry, byte[] Content)[] drawings, int side, Resizing resizing)
    {
        var pixels = new byte[drawings.Length * side * side];
        for (var i = 0; i < drawings.Length; i++)
        {
            var source = $"{path}: {drawings[i].Entry}";
            var drawing = PngDecoder.Decode(drawings[i].Content, source, channels: 1, maximumPixels: Side * Side);
            if (drawing.Size != new ImageSize(Side, Side, 1)) throw new DataException(source, null, $"The drawing is {drawing.Size.Height}×{drawing.Size.Width}; expected {Side}×{Side}.");
            var resized = ImageResize.To(drawing, side, side, resizing).Pixels.Span;
            // The files have black ink, 0, on white paper.
            for (var k = 0; k < resized.Length; k++) pixels[i * resized.Length + k] = (byte)(255 - resized[k]);
        }
        return new(name, pixels, [.. drawings.Select(drawing => drawing.Entry)]);
    }

    private static bool IsDrawing(string path, string folder, string name)
    {
        // What macOS adds to zips is no drawing and no fault; neither are the notes beside them.
        if (name.StartsWith("__MACOSX/", StringComparison.Ordinal) || name.EndsWith("/.DS_Store", StringComparison.Ordinal)) return false;
        if (name.Split('/') is [var top, { Length: > 0 }, { Length: > 0 }, var file] && top == folder && Drawer(file) is >= 1 and <= Omniglot.Drawers) return true;
        throw new DataException(path, null, $"Entry '{name}' is unexpected; expected {folder}/ALPHABET/CHARACTER/NNNN_DD.png with DD from 01 to {Omniglot.Drawers}.");
    }

    /// <summary>DD of <c>CCCC_DD.png</c>; 0 where the name is another.</summary>
    private static int Drawer(string file)
        => file.Length == "CCCC_DD.png".Length && file[4] == '_' && file.EndsWith(".png", StringComparison.Ordinal)
            && int.TryParse(file.AsSpan(5, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var drawer) ? drawer : 0;
}
