namespace MetaLearn.Images;

/// <summary>What quarter turns of pictures are used for. Others than <see cref="None"/> need square pictures.</summary>
public enum ImageRotations
{
    /// <summary>Pictures are shown as they are.</summary>
    None,

    /// <summary>
    /// Each class of an episode is turned by 0, 90, 180 or 270 degrees, drawn for that episode, support and query pictures alike, as MAML's code does. Two turns of
    /// one class never meet.
    /// </summary>
    Augment,

    /// <summary>Each turn of a class is a class of its own: four times as many classes, and two turns of one character may meet in an episode.</summary>
    Classes,
}
