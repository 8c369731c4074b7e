namespace MetaLearn.Models;

/// <summary>Whose mean and variance batch normalisation takes.</summary>
public enum NormStatistics
{
    /// <summary>
    /// Those of the rows given, always: what MAML, MAML++ and Reptile's code do. A query set is then normalised by itself, so that a prediction depends on the other rows
    /// asked for with it: <em>transductive</em>. A single row is normalised over its own pixels.
    /// </summary>
    Batch,

    /// <summary>Those of the support set at the same parameters, for query rows too: a row's prediction is the same alone and among others, <em>inductive</em>.</summary>
    Support,

    /// <summary>
    /// Running averages over training, for everything but the outer loop's training and the passes of an inner loop, which take those of their rows: PyTorch's
    /// <c>train()</c> and <c>eval()</c>. Inductive.
    /// </summary>
    Running,
}
