using System.Globalization;
using MetaLearn.Files;
using MetaLearn.Reinforcement.Learning;

namespace MetaLearn.Reinforcement.Experiments;

/// <summary>A <see cref="PolicyState"/> as a safetensors file: under their own names the parameters to use, under prefixes those of training and the optimiser's arrays.</summary>
public static class PolicyCheckpoint
{
    private const string Format = "metalearn-policy-1", TrainingPrefix = "training.", OptimizerPrefix = "optimizer.";

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="state">What is kept.</param>
    /// <param name="maml">Gives names and shapes.</param>
    /// <param name="optimizerNames">Of the optimiser's arrays.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    public static void Write(string path, PolicyState state, PolicyMaml maml, IReadOnlyList<string> optimizerNames)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(maml);
        ArgumentNullException.ThrowIfNull(optimizerNames);
        var arrays = maml.Parameters.Select((parameter, i) => new NamedArray(parameter.Name, parameter.Shape, state.Selected[i]))
            .Concat(maml.Parameters.Select((parameter, i) => new NamedArray(TrainingPrefix + parameter.Name, parameter.Shape, state.Parameters[i])))
            .Concat(optimizerNames.Select((name, i) => new NamedArray(OptimizerPrefix + name, new(state.OptimizerState[i].Length), state.OptimizerState[i])));
        new SafeTensorsFile(arrays, new Dictionary<string, string>
        {
            ["format"] = Format,
            ["iteration"] = Text(state.Iteration),
            ["best_iteration"] = Text(state.BestIteration),
            ["best_return"] = Text(state.BestReturn),
            ["has_best"] = state.BestParameters is null ? "no" : "yes",
            ["environment_steps"] = Text(state.EnvironmentSteps),
            ["faults"] = Text(state.Faults),
            ["faulty_validations"] = Text(state.FaultyValidations),
            ["seconds"] = Text(state.Seconds),
            ["starts"] = string.Join(' ', state.Starts.Select(start => $"{Text(start.Seed)}:{Text(start.Return)}")),
        }).Write(path);
    }

    /// <summary>Reads a state back, bit for bit.</summary>
    /// <param name="path">Of a checkpoint of this learner.</param>
    /// <param name="maml">Gives names and shapes.</param>
    /// <param name="optimizer">Names and lengths of the optimiser's arrays; none to use the policy only.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">It is damaged, no checkpoint of a policy, or one of another policy or update.</exception>
    public static PolicyState Read(string path, PolicyMaml maml, IReadOnlyList<(string Name, int Length)> optimizer)
    {
        ArgumentNullException.ThrowIfNull(maml);
        ArgumentNullException.ThrowIfNull(optimizer);
        var file = SafeTensorsFile.Read(path);
        if (Entry("format") != Format) throw new FileFormatException(path, $"is no checkpoint of a policy: its format is '{Entry("format")}', expected '{Format}'.");
        return new()
        {
            Iteration = Count("iteration"),
            Parameters = Arrays(TrainingPrefix),
            OptimizerState = [.. optimizer.Select(one => Find(OptimizerPrefix + one.Name) is var array && array.Shape.Count == one.Length ? array.ToFloats() : throw Other(array, $"{one.Length} numbers"))],
            BestParameters = Entry("has_best") == "yes" ? Arrays("") : null,
            BestReturn = Number("best_return"),
            BestIteration = Count("best_iteration"),
            EnvironmentSteps = Count("environment_steps"),
            Faults = Count("faults"),
            // An older checkpoint, from before they were counted, has no such entry.
            FaultyValidations = file.Metadata.ContainsKey("faulty_validations") ? Count("faulty_validations") : 0,
            Seconds = Number("seconds"),
            Starts = [.. (file.Metadata.GetValueOrDefault("starts") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Start)],
        };

        (ulong Seed, double Return) Start(string text)
            => text.Split(':') is [var seed, var found] && ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && double.TryParse(found, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                ? (number, value)
                : throw new FileFormatException(path, $"'starts' in its metadata has '{text}', expected SEED:RETURN.");

        float[][] Arrays(string prefix) => [.. maml.Parameters.Select(parameter =>
        {
            var array = Find(prefix + parameter.Name);
            return array.Shape == parameter.Shape ? array.ToFloats() : throw Other(array, $"{parameter.Shape}");
        })];
        FileFormatException Other(NamedArray array, string expected) => new(path, $"is of another policy or update: '{array.Name}' has shape {array.Shape}, expected {expected}.");
        NamedArray Find(string name) => file.Arrays.TryGetValue(name, out var array) ? array : throw new FileFormatException(path, $"is of another policy or update: it has no array '{name}'.");
        string Entry(string key) => file.Metadata.TryGetValue(key, out var value) ? value : throw new FileFormatException(path, $"is no checkpoint of a policy: its metadata has no '{key}'.");
        long Count(string key) => long.TryParse(Entry(key), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FileFormatException(path, $"'{key}' in its metadata is '{Entry(key)}', expected a whole number of at least 0.");
        double Number(string key) => double.TryParse(Entry(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FileFormatException(path, $"'{key}' in its metadata is '{Entry(key)}', expected a number.");
    }

    private static string Text(IFormattable value) => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);
}
