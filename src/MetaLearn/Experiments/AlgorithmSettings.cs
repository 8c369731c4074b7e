namespace MetaLearn.Experiments;

/// <summary>Settings that only some algorithms take.</summary>
internal static class AlgorithmSettings
{
    /// <summary>Refuses a setting that was given to an algorithm that would not look at it.</summary>
    /// <exception cref="ArgumentException">There is one; the message says which algorithms take it.</exception>
    public static void Check(ExperimentSpec spec)
    {
        if (NotTaken(spec).FirstOrDefault() is ({ } name, { } value))
            throw new ArgumentException(
                $"{name} '{value}' is for {string.Join(", ", Choices.Algorithms.Entries.Where(entry => entry.Value.Takes.Contains(name)).Select(entry => entry.Name))}, not {spec.Algorithm}.");
    }

    /// <summary>Settings that are given and that the algorithm would not look at, with their values.</summary>
    public static IEnumerable<(string Name, string Value)> NotTaken(ExperimentSpec spec)
    {
        var taken = Choices.Algorithms[spec.Algorithm].Takes;
        foreach (var name in Choices.Algorithms.Entries.SelectMany(entry => entry.Value.Takes).Distinct())
            if (!taken.Contains(name) && SpecField.All.Single(field => field.Name == name).Get(spec) is { } value) yield return (name, value);
    }
}
