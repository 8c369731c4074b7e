using MetaLearn.Images;
using MetaLearn.Tests.Images;

namespace MetaLearn.Cli.Tests;

/// <summary>Folders of drawn characters, as people have pictures: black ink on white paper, where the set has white on black.</summary>
internal static class StrokesFolder
{
    public static ImageSet Drawn { get; } = Strokes.Draw();

    /// <summary>Writes a folder for each character, called as the character or by <paramref name="called"/>.</summary>
    public static void Write(string folder, int first, int count, int pictures, Func<int, string>? called = null)
    {
        for (var character = first; character < first + count; character++)
            for (var drawer = 0; drawer < pictures; drawer++)
            {
                var pixels = Drawn.Pixels(character, drawer).ToArray();
                for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)(255 - pixels[i]);
                PictureFolder.Write(folder, $"{called?.Invoke(character) ?? Drawn.Classes[character].Name}/{drawer}.png", PictureFolder.Png(new(Drawn.Size, pixels)));
            }
    }
}
