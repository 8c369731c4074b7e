namespace MetaLearn.Proofs;

/// <summary>What a <see cref="Doctor"/> measured of a run; every diagnosis rests on these.</summary>
public sealed record Symptoms
{
    internal Symptoms()
    {
    }

    /// <summary>Standard deviation of all targets of the meta-training episodes that were drawn.</summary>
    public required double TargetDeviation { get; init; }

    /// <summary>Fraction of query rows whose x stands in their own support set.</summary>
    public required double SharedRows { get; init; }

    /// <summary>Mean query loss on meta-validation episodes after 0, 1, … inner steps.</summary>
    public required IReadOnlyList<double> LossByStep { get; init; }

    /// <summary>The same where training started.</summary>
    public required IReadOnlyList<double> LossByStepAtStart { get; init; }

    /// <summary>Query loss after all inner steps with the inner learning rate times a factor, ascending; empty where there is no rate to change.</summary>
    public required IReadOnlyList<(double Factor, double Loss)> LossByRate { get; init; }

    /// <summary>How many times as long the meta-gradient is as the gradient at the adapted parameters; NaN for a learner without an inner loop.</summary>
    public required double Amplification { get; init; }

    /// <summary>The same where training started.</summary>
    public required double AmplificationAtStart { get; init; }

    /// <summary>How far what is followed is from the exact gradient; null where it is the exact one.</summary>
    public GradientGap? Gap { get; init; }

    /// <summary>Name of the parameter array with the largest fraction of rows that get no gradient from any episode; empty where none has such rows.</summary>
    public required string DeadWhere { get; init; }

    /// <summary>That fraction.</summary>
    public required double DeadFraction { get; init; }

    /// <summary>The largest such fraction where training started.</summary>
    public required double DeadFractionAtStart { get; init; }

    /// <summary>The message that training ended with; null where it did not fail.</summary>
    public string? Failure { get; init; }

    /// <summary>Mean meta-loss of each log line.</summary>
    public required IReadOnlyList<double> MetaLosses { get; init; }

    /// <summary>Validation loss of each log line that has one.</summary>
    public required IReadOnlyList<double> ValidationLosses { get; init; }
}
