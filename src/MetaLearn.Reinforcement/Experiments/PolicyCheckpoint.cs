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
            ["seconds"] = Text(state.Seconds),
        }).Write(path);
    }

    /// <summary>Reads a state back, bit for bit.</summary>
    /// <param name="path">Of a checkpoint of this learner.</param>
    /// <param name="maml">Gives names and shapes.</param>
    /// <param name="optimizerNames">Of the optimiser's arrays; none to use the policy only.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">It is damaged, no checkpoint of a policy, or one of another policy.</exception>
    public static PolicyState Read(string path, PolicyMaml maml, IReadOnlyList<string> optimizerNames)
    {
        ArgumentNullException.ThrowIfNull(maml);
        ArgumentNullException.ThrowIfNull(optimizerNames);
        var file = SafeTensorsFile.Read(path);
        if (Entry("format") != Format) throw new FileFormatException(path, $"is no checkpoint of a policy: its format is '{Entry("format")}', expected '{Format}'.");
        return new()
        {
            Iteration = (long)Number("iteration"),
            Parameters = Arrays(TrainingPrefix),
            OptimizerState = [.. optimizerNames.Select(name => Find(OptimizerPrefix + name).ToFloats())],
            BestParameters = Entry("has_best") == "yes" ? Arrays("") : null,
            BestReturn = Number("best_return"),
            BestIteration = (long)Number("best_iteration"),
            EnvironmentSteps = (long)Number("environment_steps"),
            Faults = (long)Number("faults"),
            Seconds = Number("seconds"),
        };

        float[][] Arrays(string prefix) => [.. maml.Parameters.Select(parameter =>
        {
            var array = Find(prefix + parameter.Name);
            return array.Shape == parameter.Shape ? array.ToFloats() : throw new FileFormatException(path, $"is of another policy: '{array.Name}' has shape {array.Shape}, expected {parameter.Shape}.");
        })];
        NamedArray Find(string name) => file.Arrays.TryGetValue(name, out var array) ? array : throw new FileFormatException(path, $"is of another policy or update: it has no array '{name}'.");
        string Entry(string key) => file.Metadata.TryGetValue(key, out var value) ? value : throw new FileFormatException(path, $"is no checkpoint of a policy: its metadata has no '{key}'.");
        double Number(string key) => double.TryParse(Entry(key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FileFormatException(path, $"'{key}' in its metadata is '{Entry(key)}', expected a number.");
    }

    private static string Text(IFormattable value) => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);
}
