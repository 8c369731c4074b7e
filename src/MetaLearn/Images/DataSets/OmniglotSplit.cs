namespace MetaLearn.Images;

/// <summary>The ways in which the literature divides Omniglot's 1623 characters. Accuracies of two splits are not comparable.</summary>
public enum OmniglotSplit
{
    /// <summary>1100 meta-training, 100 meta-validation and 423 meta-test characters at random, alphabets ignored: MAML (Finn et al. 2017). The first 1100 of <see cref="Random1200"/>'s.</summary>
    Random1100,

    /// <summary>1200 meta-training and 423 meta-test characters at random, alphabets ignored, none for validation: MANN (Santoro et al. 2016), Reptile, implicit MAML.</summary>
    Random1200,

    /// <summary>
    /// 1028 meta-training, 172 meta-validation and 423 meta-test characters, to be used with each quarter turn as a class of its own (4112, 688, 1692): the sizes
    /// of Vinyals et al. (2016) as later papers use them. Their list of characters is not part of the data set; the characters here are the first of the same random
    /// order as <see cref="Random1200"/>'s, so the meta-test characters are not theirs.
    /// </summary>
    Vinyals,

    /// <summary>The 964 characters of Lake's background alphabets to meta-train, the 659 of the evaluation alphabets to meta-test, none for validation: no alphabet is in both.</summary>
    BackgroundEvaluation,
}
