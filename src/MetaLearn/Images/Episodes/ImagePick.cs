namespace MetaLearn.Images;

/// <summary>One row of an episode before its numbers are written.</summary>
/// <param name="Class">Position in <see cref="ImageSet.Classes"/>.</param>
/// <param name="Picture">Of that class.</param>
/// <param name="Turns">Quarter turns, counter-clockwise.</param>
/// <param name="Label">The class in this episode.</param>
internal readonly record struct ImagePick(int Class, int Picture, int Turns, int Label);
