using System.Runtime.CompilerServices;

namespace MetaLearn.Images;

/// <summary>How the picture files of a folder or zip become pictures of one size.</summary>
public sealed record PictureReading
{
    /// <summary>The most pixels that pictures may be brought to, in height and width: 1024.</summary>
    public const int LargestSide = 1024;

    /// <summary>Height and width of every picture in pixels, 1 to <see cref="LargestSide"/>; null, the default, for the commonest size if it is square and at most 84, else 84 for colour and 28 for grey.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not in its range.</exception>
    public int? Side { get; init => field = value is { } given ? Checked(given) : null; }

    /// <summary>1 for grey, 3 for red, green, blue; null, the default, for 3 if any picture has colour, else 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another number.</exception>
    public int? Channels { get; init => field = value is null or 1 or 3 ? value : throw new ArgumentOutOfRangeException(nameof(Channels), value, "Must be 1 or 3."); }

    /// <summary>How pictures are brought to the size; anti-aliased by default.</summary>
    public Resizing Resizing { get; init => field = Require.Defined(value); } = Resizing.Antialiased;

    /// <summary>Whether pictures that are not square are squashed; false, the default, cuts the largest square out of the middle.</summary>
    public bool Squashes { get; init; }

    /// <summary>Whether light and dark change places, as for ink on paper where the network knows ink as 1: true makes v of 255 − v. False by default.</summary>
    public bool Inverts { get; init; }

    /// <summary>Whether pictures that cannot be read are left out and counted; false, the default, refuses the folder.</summary>
    public bool SkipsUnreadable { get; init; }

    /// <summary>A side in its range.</summary>
    internal static int Checked(int side, [CallerMemberName] string name = "")
        => side is >= 1 and <= LargestSide ? side : throw new ArgumentOutOfRangeException(name, side, $"Must be from 1 to {LargestSide}.");
}
