using System.Collections.Immutable;
using System.Globalization;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Files;
using MetaLearn.Models;

namespace MetaLearn.Training;

/// <summary>
/// A <see cref="TrainingState"/> as a safetensors file. The plain names (<c>0.weight</c>) hold the parameters to use, as a PyTorch state dict
/// and in PyTorch's layouts; <c>training.…</c> and <c>optimizer.…</c> what training continues from.
/// </summary>
public static class Checkpoint
{
    private const string TrainingPrefix = "training.", OptimizerPrefix = "optimizer.";

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">To make or replace.</param>
    /// <param name="state">What is saved.</param>
    /// <param name="learner">Gives names and shapes.</param>
    /// <param name="optimizerStateNames">Of <see cref="TrainingState.OptimizerState"/>, in order.</param>
    /// <param name="extra">Further arrays that belong to the model, such as the scaling of its data; names must not be the learner's. None by default.</param>
    /// <param name="notes">Further metadata that belongs to the model; keys must not be the checkpoint's own. None by default.</param>
    /// <exception cref="IOException">It could not be written; a file that was there is unchanged.</exception>
    public static void Write(
        string path, TrainingState state, MetaLearner learner, IReadOnlyList<string> optimizerStateNames, IReadOnlyList<NamedArray>? extra = null,
        IReadOnlyDictionary<string, string>? notes = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(optimizerStateNames);
        var layouts = LayoutsOf(learner);
        NamedArray Array(string prefix, Parameter parameter, float[] values) => layouts.TryGetValue(parameter, out var layout)
            ? new(prefix + parameter.Name, layout.Shape, layout.ToPyTorch<float>(values))
            : new(prefix + parameter.Name, parameter.Shape, values);
        var arrays = learner.Parameters.SelectMany((parameter, i) => (NamedArray[])
            [Array("", parameter, state.Selected[i]), Array(TrainingPrefix, parameter, state.Parameters[i])]).Concat(optimizerStateNames.Select((name, i) => new NamedArray(OptimizerPrefix + name, new(state.OptimizerState[i].Length), state.OptimizerState[i])))
            .Concat(extra ?? []);
        new SafeTensorsFile(arrays, new Dictionary<string, string>(notes ?? ImmutableDictionary<string, string>.Empty)
        {
            ["format"] = "metalearn-checkpoint-1",
            ["iteration"] = Text(state.Iteration),
            ["best_iteration"] = Text(state.BestIteration),
            ["best_validation"] = Text(state.BestValidation),
            ["has_best"] = state.BestParameters is null ? "no" : "yes",
            ["validations_since_best"] = Text(state.ValidationsSinceBest),
            ["pending_loss"] = Text(state.PendingLoss),
            ["pending_iterations"] = Text(state.PendingIterations),
        }).Write(path);
    }

    /// <summary>Reads a state back, bit for bit.</summary>
    /// <param name="path">Of a checkpoint of this learner.</param>
    /// <param name="learner">Gives names and shapes.</param>
    /// <param name="optimizerStateNames">Of the outer optimiser.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">It is damaged, no checkpoint, or one of another model or optimiser; the message names the first difference.</exception>
    public static TrainingState Read(string path, MetaLearner learner, IReadOnlyList<string> optimizerStateNames)
    {
        ArgumentNullException.ThrowIfNull(learner);
        ArgumentNullException.ThrowIfNull(optimizerStateNames);
        var file = SafeTensorsFile.Read(path);
        var selected = ReadParameters(path, file, learner, "");
        var state = optimizerStateNames.Select(name => Find(path, file, OptimizerPrefix + name).ToFloats()).ToArray();
        return new()
        {
            Iteration = Integer(path, file, "iteration"),
            Parameters = ReadParameters(path, file, learner, TrainingPrefix),
            OptimizerState = state,
            BestParameters = Entry(path, file, "has_best") == "yes" ? selected : null,
            BestValidation = Real(path, file, "best_validation"),
            BestIteration = Integer(path, file, "best_iteration"),
            ValidationsSinceBest = (int)Integer(path, file, "validations_since_best"),
            PendingLoss = Real(path, file, "pending_loss"),
            PendingIterations = Integer(path, file, "pending_iterations"),
        };
    }

    /// <summary>
    /// The parameters to use from a checkpoint, or from any safetensors file with these names and shapes, such as a PyTorch state dict.
    /// </summary>
    /// <param name="path">Of the file.</param>
    /// <param name="learner">Gives names and shapes.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="FileFormatException">It is damaged or of another model; the message names the first difference.</exception>
    public static IReadOnlyList<float[]> ReadParameters(string path, MetaLearner learner)
    {
        ArgumentNullException.ThrowIfNull(learner);
        return ReadParameters(path, SafeTensorsFile.Read(path), learner, "");
    }

    private static float[][] ReadParameters(string path, SafeTensorsFile file, MetaLearner learner, string prefix)
    {
        var layouts = LayoutsOf(learner);
        return [.. learner.Parameters.Select(parameter =>
        {
            var array = Find(path, file, prefix + parameter.Name);
            var layout = layouts.GetValueOrDefault(parameter);
            var expected = layout?.Shape ?? parameter.Shape;
            if (array.Shape != expected) throw new FileFormatException(path, $"is of another model: '{array.Name}' has shape {array.Shape}, expected {expected}.");
            return layout?.FromPyTorch<float>(array.ToFloats()) ?? array.ToFloats();
        })];
    }

    // The model's arrays that PyTorch keeps in another order.
    private static Dictionary<Parameter, PyTorchLayout> LayoutsOf(MetaLearner learner)
    {
        var layouts = new Dictionary<Parameter, PyTorchLayout>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < learner.Model.Specs.Count; i++)
            if (learner.Model.Specs[i].Layout is { } layout) layouts[learner.Model.Parameters[i]] = layout;
        return layouts;
    }

    private static NamedArray Find(string path, SafeTensorsFile file, string name) => file.Arrays.TryGetValue(name, out var array)
        ? array
        : throw new FileFormatException(path, $"is of another model or optimiser: it has no array '{name}'{Nearest(name, file)}.");

    private static string Nearest(string name, SafeTensorsFile file) => Suggest.Nearest(name, file.Arrays.Keys) is { } near ? $" (the nearest is '{near}')" : "";

    private static string Entry(string path, SafeTensorsFile file, string key) => file.Metadata.TryGetValue(key, out var value)
        ? value
        : throw new FileFormatException(path, $"holds arrays but is no checkpoint: its metadata has no '{key}'.");

    private static long Integer(string path, SafeTensorsFile file, string key)
        => long.TryParse(Entry(path, file, key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FileFormatException(path, $"'{key}' in its metadata is '{file.Metadata[key]}', expected a whole number.");

    private static double Real(string path, SafeTensorsFile file, string key)
        => double.TryParse(Entry(path, file, key), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new FileFormatException(path, $"'{key}' in its metadata is '{file.Metadata[key]}', expected a number.");

    private static string Text(IFormattable value) => value.ToString(value is double ? "R" : null, CultureInfo.InvariantCulture);
}
