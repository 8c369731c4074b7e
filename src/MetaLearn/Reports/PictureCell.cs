using MetaLearn.Images;

namespace MetaLearn.Reports;

/// <summary>Pictures beside each other, and a line under them.</summary>
/// <param name="Text">Escaped when written; what a reader who cannot see the pictures is told of them, too.</param>
/// <param name="Pictures">None, or some.</param>
internal sealed record PictureCell(string Text, IReadOnlyList<Picture> Pictures);
