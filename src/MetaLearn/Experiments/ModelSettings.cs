namespace MetaLearn.Experiments;

/// <summary>Settings that only some networks take.</summary>
internal static class ModelSettings
{
    /// <summary>Refuses a setting with another value than the problem's default for a network that would not look at it.</summary>
    /// <exception cref="ArgumentException">There is one; the message says which networks take it.</exception>
    public static void Check(ExperimentSpec spec)
    {
        var (models, start) = (Choices.Models.Entries, ExperimentSpec.For(spec.Problem));
        var taken = Choices.Models[spec.Model].Takes;
        foreach (var field in models.SelectMany(model => model.Value.Takes).Distinct().Except(taken).Select(name => SpecField.All.Single(field => field.Name == name)))
            if (field.Get(spec) is { } value && value != field.Get(start))
                throw new ArgumentException(
                    $"{field.Name} '{value}' is for {string.Join(", ", models.Where(model => model.Value.Takes.Contains(field.Name)).Select(model => model.Name))}, not {spec.Model}.");
    }
}
