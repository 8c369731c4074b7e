using System.Text;
using MetaLearn.Experiments;
using MetaLearn.Training;

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
        Line("problem", $"{spec.Problem}{(spec.File is null ? "" : $" {spec.File}")}; {(spec.IsImages ? $"{spec.Ways}-way {spec.Shots}-shot, {spec.Queries} {(spec.Queries == 1 ? "query" : "queries")} a class, turns: {spec.Rotations}" : $"{shape.SupportRows} support and {shape.QueryRows} query examples an episode")}, x {shape.XRow}, y {shape.YRow}");
        if (experiment.Data.Split.Length > 0) Line("split", experiment.Data.Split);
        if (experiment.Data.Pictures.Length > 0) Line("pictures", experiment.Data.Pictures);
        Line("learner", experiment.LearnerDescription);
        Line("network", $"{experiment.NetworkDescription}; {Network(experiment)}");
        Line("outer loop", $"{experiment.Options.Iterations:N0} iterations of {spec.MetaBatch} episodes, {spec.OuterOptimizer} at β = {spec.OuterLearningRate} ({spec.Schedule})");
        if (spec.Sampling != "uniform") Line("sampling", spec.Sampling == "curriculum"
            ? "a curriculum: episodes whose support labels spread little first, until half of training is done"
            : "by difficulty: episodes whose support labels spread widely more often");
        Line("validation", spec.ValidationEpisodes == 0 ? "none: the last parameters are used" : $"{spec.ValidationEpisodes} episodes every {spec.ValidateEvery:N0} iterations; the best parameters are used");
        Line("memory", Memory(run.Memory));
        Line("evaluation", $"{experiment.Data.TestEpisodes} meta-test episodes{(experiment.Data.TestGroups is { } groups ? $" of {groups.Count} {groups.Name}" : "")}, up to {spec.EvaluationSteps} inner steps, {(experiment.IsTransductive ? "transductive" : "inductive")}, one model; {experiment.Data.Unit}");
        Line("seed", $"{spec.Seed}; {spec.Threads} threads, {spec.Shards} shards");
        Line("run", run.State is { } state ? $"{folder}, continued from iteration {state.Iteration:N0}" : folder);
        return text.AppendLine().ToString();
    }

    private static string Memory(TrainingMemory memory)
        => $"{memory.Total:N0} bytes at the peak of training, known from the plan of its buffers: {memory.Outer:N0} of the outer step, {memory.Validation:N0} of the validation, {memory.Episodes:N0} of episodes";

    private static string Network(Experiment experiment)
    {
        var (network, learned) = (experiment.Learner.Model.Parameters, experiment.Learner.Parameters);
        var others = learned.Count > network.Count ? $"; {learned.Skip(network.Count).Sum(p => p.Shape.Count):N0} numbers learned besides" : "";
        return $"{network.Sum(p => p.Shape.Count):N0} parameters in {network.Count} arrays, {Adapted(experiment)}{others}";
    }

    private static string Adapted(Experiment experiment)
    {
        var (all, adapted) = (experiment.Learner.Model.Parameters.Count, experiment.Learner.Adapted.Count);
        if (adapted == 0) return experiment.Learner.InnerSteps > 0 ? "none of them adapts" : "none adapts while training";
        return adapted == all ? "all of them adapt" : $"{string.Join(", ", experiment.Learner.Adapted.Select(parameter => parameter.Name))} adapt";
    }
}
