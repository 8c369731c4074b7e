namespace MetaLearn.Models;

/// <summary>What an array of a model is for.</summary>
public enum ParameterRole
{
    /// <summary>Weights and biases of layers.</summary>
    Weight,

    /// <summary>Scale and shift of a normalisation: learned, and often left alone by an inner loop.</summary>
    Normalization,

    /// <summary>A running average: no gradient moves it, and no inner loop.</summary>
    Average,
}
