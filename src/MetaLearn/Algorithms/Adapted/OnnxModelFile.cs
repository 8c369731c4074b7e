using System.Globalization;
using MetaLearn.Autodiff;
using MetaLearn.Autodiff.Onnx;
using MetaLearn.Files;

namespace MetaLearn.Algorithms;

/// <summary>Predictions as ONNX models; see <see cref="OnnxModel"/>.</summary>
internal static class OnnxModelFile
{
    public static void Save(TrainedModel trained, string path, IReadOnlyDictionary<string, string>? notes)
    {
        var inputs = new EpisodeInputs(trained.Shape with { QueryRows = 1 });
        var formula = trained.Learner.Predict(inputs.SupportX, inputs.SupportY, inputs.QueryX, 0)[^1];
        if (Functions.InputsFirst(formula).Any(node => node == inputs.SupportX || node == inputs.SupportY))
            throw new NotSupportedException("Before adapting there is nothing to export: the learner predicts from a support set even without an inner step; export an adapted model.");
        Save(trained, path, formula, inputs.QueryX, Parameters(trained), notes, innerSteps: 0, supportRows: 0);
    }

    public static void Save(AdaptedModel adapted, string path, IReadOnlyDictionary<string, string>? notes)
    {
        var trained = adapted.Base;
        var inputs = new EpisodeInputs(trained.Shape with { SupportRows = adapted.SupportRows, QueryRows = 1 });
        IReadOnlyList<Expression> Predictions(int steps) => trained.Learner.Predict(inputs.SupportX, inputs.SupportY, inputs.QueryX, steps);
        var formula = Predictions(trained.InnerSteps)[^1];
        var cut = GraphCut.At(formula, inputs.QueryX, inputs.SupportX, inputs.SupportY);
        var names = AdaptedNames.Of(formula, Predictions(0)[^1]);
        var state = cut.State.Select((part, i) => new OnnxWeight(
            cut.StateInputs[i], names.GetValueOrDefault(part, string.Create(CultureInfo.InvariantCulture, $"adapted.{i}")), adapted.State[i]));
        Save(trained, path, formula.At(cut.State, cut.StateInputs), inputs.QueryX, [.. state, .. Parameters(trained)], notes, trained.InnerSteps, adapted.SupportRows);
    }

    private static void Save(TrainedModel trained, string path, Expression formula, Input x, IReadOnlyList<OnnxWeight> weights,
        IReadOnlyDictionary<string, string>? notes, int innerSteps, int supportRows)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var metadata = new Dictionary<string, string>(notes ?? new Dictionary<string, string>(), StringComparer.Ordinal)
        {
            ["base"] = trained.Hash,
            ["inner_steps"] = innerSteps.ToString(CultureInfo.InvariantCulture),
            ["support_rows"] = supportRows.ToString(CultureInfo.InvariantCulture),
        };
        var model = new OnnxModel(formula, x, weights) { Metadata = metadata };
        AtomicFile.Write(path, model.Write);
    }

    private static OnnxWeight[] Parameters(TrainedModel trained)
        => [.. trained.Learner.Parameters.Select((parameter, i) => new OnnxWeight(parameter, parameter.Name, trained.Parameters[i]))];
}
