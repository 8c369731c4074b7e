namespace MetaLearn.Reproductions;

/// <summary>The three variants of <see cref="SeparateRegressors"/>.</summary>
internal enum Regularization
{
    /// <summary>λ = 0.</summary>
    None,

    /// <summary>½λ‖θ‖²: standard l2 weight decay.</summary>
    ToZero,

    /// <summary>½λ‖θ − θ̄‖², θ̄ the mean parameter vector of the regressors trained so far.</summary>
    ToMean,
}
