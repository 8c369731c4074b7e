using System.Text;
using MetaLearn.Experiments;

namespace MetaLearn.Cli;

/// <summary>What a run is about to do, in full, before it does it.</summary>
internal static class PlanText
{
    public static string Of(TrainingRun run, string folder)
    {
        var experiment = run.Experiment;
        var (spec, shape) = (experiment.Spec, experiment.Training.Shape);
        var text = new StringBuilder();
        void Line(string name, string value) => text.AppendLine($"{name,-12}{value}");
        Line("problem", $"{spec.Problem}{(spec.File is null ? "" : $" {spec.File}")}; {shape.SupportRows} support and {shape.QueryRows} query examples an episode, x {shape.XRow}, y {shape.YRow}");
        if (experiment.Data.Split.Length > 0) Line("split", experiment.Data.Split);
        Line("learner", Learner(experiment));
        Line("network", $"{string.Join('-', experiment.Model.Sizes)}, {spec.Activation}, {spec.Initializer}; {experiment.Model.Parameters.Sum(p => p.Shape.Count):N0} parameters in {experiment.Model.Parameters.Count} arrays, {Adapted(experiment)}");
        Line("outer loop", $"{experiment.Options.Iterations:N0} iterations of {spec.MetaBatch} episodes, {spec.OuterOptimizer} at β = {spec.OuterLearningRate} ({spec.Schedule})");
        Line("validation", spec.ValidationEpisodes == 0 ? "none: the last parameters are used" : $"{spec.ValidationEpisodes} episodes every {spec.ValidateEvery:N0} iterations; the best parameters are used");
        Line("memory", $"{run.PeakBytes:N0} bytes at the peak of training, known from the plan of its buffers");
        Line("evaluation", $"{experiment.Data.TestEpisodes} meta-test episodes, up to {spec.EvaluationSteps} inner steps, inductive, one model; {experiment.Data.Unit}");
        Line("seed", $"{spec.Seed}; {spec.Threads} threads, {spec.Shards} shards");
        Line("run", run.State is { } state ? $"{folder}, continued from iteration {state.Iteration:N0}" : folder);
        return text.AppendLine().ToString();
    }

    private static string Learner(Experiment experiment)
    {
        var spec = experiment.Spec;
        var inner = $"{spec.InnerSteps} inner {(spec.InnerSteps == 1 ? "step" : "steps")} of {spec.InnerOptimizer} at α = {spec.InnerLearningRate}";
        return spec.Algorithm switch
        {
            "maml" => $"MAML, second order: {inner}, all differentiated{(spec.Recompute ? ", computed again in the backward pass" : "")}",
            "fomaml" => $"MAML, first order: {inner}, their gradients taken as constants",
            "pretrained" => "one network trained on all episodes jointly, fine-tuned in evaluation",
            "random" => "the random initialisation, fine-tuned in evaluation",
            _ => "oracle: one network that sees each problem's hidden numbers",
        };
    }

    private static string Adapted(Experiment experiment) => experiment.Spec.Algorithm is "maml" or "fomaml" ? "all of them adapt" : "none adapts while training";
}
