using MetaLearn.Images;

namespace MetaLearn.Experiments;

/// <summary>A picture that was predicted, and its class where it lies in a folder that is called as one of them.</summary>
/// <param name="Name">Of the file.</param>
/// <param name="Picture">As the network sees it.</param>
/// <param name="Truth">Position of its class among the model's; −1 where no folder says it.</param>
/// <param name="Label">Position of the class that was predicted.</param>
/// <param name="Probability">Of that class.</param>
internal sealed record LabelledPicture(string Name, Picture Picture, int Truth, int Label, float Probability);
