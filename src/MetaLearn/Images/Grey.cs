namespace MetaLearn.Images;

/// <summary>The grey of a colour.</summary>
internal static class Grey
{
    /// <summary>The luma of ITU-R BT.601, 0.299 red + 0.587 green + 0.114 blue, in 16-bit whole numbers as Pillow rounds it; a grey is itself.</summary>
    public static byte Of(int red, int green, int blue) => (byte)((red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16);
}
