using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>Measures an experiment's learner and its baselines on the same meta-test episodes.</summary>
public static class Measurement
{
    /// <summary>Query losses of the experiment's learner by inner step and episode, or by inner step and group where the episodes are of groups.</summary>
    /// <param name="experiment">Gives the learner and the episodes.</param>
    /// <param name="parameters">Of the learner.</param>
    /// <param name="episodes">At least 1.</param>
    /// <param name="seed">The user's number for the meta-test stream, also in the protocol.</param>
    public static Evaluation Run(Experiment experiment, IReadOnlyList<float[]> parameters, int episodes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return Run(experiment, Own(experiment, parameters), experiment.Test, episodes, seed);
    }

    /// <summary>The learner alone.</summary>
    /// <param name="experiment">Gives the learner and the episodes.</param>
    /// <param name="parameters">Of the learner.</param>
    /// <param name="episodes">At least 1.</param>
    /// <param name="seed">The user's number for the meta-test stream.</param>
    public static ResultSet Alone(Experiment experiment, IReadOnlyList<float[]> parameters, int episodes, ulong seed)
        => Compare(experiment, [Own(experiment, parameters)], episodes, seed);

    /// <summary>
    /// The learner beside the baselines: the pretrained network, the random initialisation and, on a user's own data, training from scratch on the support set; on pictures
    /// the nearest neighbour on pixels, and beside a classifier what else can be made of its features.
    /// </summary>
    /// <param name="experiment">Gives the learner and the episodes.</param>
    /// <param name="parameters">Of the learner.</param>
    /// <param name="pretrained">Of the pretrained network; null leaves it out.</param>
    /// <param name="episodes">At least 1.</param>
    /// <param name="seed">The user's number for the meta-test stream.</param>
    public static ResultSet BesideBaselines(
        Experiment experiment, IReadOnlyList<float[]> parameters, IReadOnlyList<float[]>? pretrained, int episodes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        List<Contender> contenders = [Own(experiment, parameters)];
        if (experiment.Learner is Classifier)
        {
            contenders.Add(experiment.Spec.Algorithm == "classifier" ? PictureBaselines.FineTuned(experiment, parameters) : PictureBaselines.OnFeatures(experiment, parameters));
            return Compare(experiment, [.. contenders, PictureBaselines.OnPixels(experiment)], episodes, seed);
        }
        if (pretrained is not null) contenders.Add(Baselines.FineTuned("pretrained", experiment, pretrained));
        if (experiment.Spec.Algorithm != "random") contenders.Add(Baselines.FineTuned("random initialisation", experiment, Baselines.Initial(experiment)));
        if (experiment.Spec is { IsOwnData: true, IsImages: false }) contenders.Add(Baselines.FromScratch(experiment));
        if (experiment.Spec.IsImages) contenders.Add(PictureBaselines.OnPixels(experiment));
        return Compare(experiment, contenders, episodes, seed);
    }

    /// <summary>Several runs on the same episodes, named after their folders; differences are to the first.</summary>
    /// <param name="runs">At least one, all of one problem.</param>
    /// <param name="episodes">At least 1.</param>
    /// <param name="seed">The user's number for the meta-test stream.</param>
    public static ResultSet Across(IReadOnlyList<TrainedRun> runs, int episodes, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var contenders = runs.Select(run => (run.Experiment, Contender: Own(run.Experiment, run.Parameters) with { Name = run.Folder })).ToList();
        return Compare([.. contenders.Select(one => (one.Experiment.Test, one.Contender))], runs[0].Experiment, episodes, seed);
    }

    /// <summary>A contender's losses as <see cref="Run(Experiment, IReadOnlyList{float[]}, int, ulong)"/> has them, and its number of steps.</summary>
    internal static (IReadOnlyList<double[]> Losses, int Selected) Losses(Experiment experiment, Contender one, int episodes)
        => (Run(experiment, one, experiment.Data.Test, episodes, seed: 0).Losses, one.Selected);

    /// <summary>A contender on the meta-test episodes, with its accuracies.</summary>
    internal static Evaluation Run(Experiment experiment, Contender one, int episodes) => Run(experiment, one, experiment.Data.Test, episodes, seed: 0);

    /// <summary>The experiment's learner, ready to be measured.</summary>
    /// <param name="experiment">Gives the learner and the meta-validation episodes.</param>
    /// <param name="parameters">Of the learner.</param>
    /// <param name="known">The number of inner steps where it is known; null chooses it on meta-validation episodes.</param>
    internal static Contender Own(Experiment experiment, IReadOnlyList<float[]> parameters, int? known = null)
    {
        var spec = experiment.Spec;
        if (experiment.Learner is Classifier) return (spec.Algorithm == "classifier" ? PictureBaselines.OnFeatures(experiment, parameters) : PictureBaselines.NewHead(experiment, parameters)) with { Name = experiment.LearnerName };
        var selected = known ?? Baselines.BestSteps(experiment, experiment.Learner, experiment.Validation, parameters, spec.EvaluationSteps, fewest: 0).Steps;
        var steps = Choices.Algorithms[spec.Algorithm].Step ?? $"{spec.InnerOptimizer} at {Rate(experiment)}";
        var note = (experiment.Learner is MultiTask or Bilevel { IsClosedForm: true }
            ? "fitted at once, without inner steps"
            : $"{Baselines.Steps(selected)} of {steps}, the number chosen on meta-validation episodes") + More(experiment, parameters);
        return new(experiment.LearnerName, note, experiment.Learner, parameters, spec.EvaluationSteps, selected);
    }

    private static ResultSet Compare(Experiment experiment, List<Contender> contenders, int episodes, ulong seed)
        // The oracle, always first, sees more of an episode than the others.
        => Compare([.. contenders.Select((one, i) => (i == 0 ? experiment.Test : experiment.Data.Test, one))], experiment, episodes, seed);

    private static ResultSet Compare(List<(IEpisodeSource Source, Contender One)> contenders, Experiment experiment, int episodes, ulong seed)
    {
        var evaluations = contenders.Select(pair => Run(experiment, pair.One, pair.Source, episodes, seed)).ToList();
        var (first, firstRight) = (evaluations[0].Losses[contenders[0].One.Selected], evaluations[0].Accuracies.ElementAtOrDefault(contenders[0].One.Selected));
        Estimate? Right(int i, int step) => i == 0 || firstRight is null ? null : ResultSet.Paired(evaluations[i].Accuracies[step], firstRight);
        var results = contenders.Select((pair, i) => new LearnerResult(pair.One.Name, pair.One.Note, evaluations[i].ByStep, pair.One.Selected,
            i == 0 ? null : ResultSet.Paired(evaluations[i].Losses[pair.One.Selected], first),
            i == 0 ? null : ResultSet.Paired(evaluations[i].Losses[0], first))
        {
            Accuracy = [.. evaluations[i].Accuracies.Select(row => Estimate.Of(row))],
            AccuracyDifference = Right(i, pair.One.Selected),
            AccuracyDifferenceAtStart = Right(i, 0),
        });
        return new(evaluations[0].Protocol, experiment.Data.Unit, [.. results]);
    }

    internal static Evaluation Run(Experiment experiment, Contender one, IEpisodeSource source, int episodes, ulong seed)
    {
        using var evaluator = new Evaluator(one.Learner, source, one.Steps, experiment.Spec.Threads, experiment.Accuracy);
        var evaluation = evaluator.Run(one.Parameters, episodes, experiment.MeasuredSeed(seed));
        var told = evaluation with
        {
            Protocol = evaluation.Protocol with
            {
                Seed = seed,
                Ways = experiment.Spec.IsImages ? experiment.Spec.EvaluationWays ?? experiment.Spec.Ways : null,
                IsImbalanced = experiment.Spec is { IsImages: true, ImbalancedShots: true },
                IsTransductive = experiment.IsTransductive,
            },
        };
        return told.ByGroup(experiment.Data.TestGroups);
    }

    // What a reader of the results must know besides.
    private static string More(Experiment experiment, IReadOnlyList<float[]> parameters)
        => (experiment.Spec.SupportLabels == "hinted" ? "; from hints in the place of support labels" : "") + experiment.Learner switch
        {
            LearnedRegularization => $"; the penalty's learned strength is {Exponential(parameters[0][0])}",
            LearnedFeatureWeights => $"; the learned weights are {string.Join(", ", parameters[0].Select(Exponential))}",
            _ => "",
        };

    private static string Exponential(float logarithm) => Math.Exp(logarithm).ToString("G4", System.Globalization.CultureInfo.InvariantCulture);

    private static string Rate(Experiment experiment)
        => experiment.Learner is Maml { LearnedRates: not LearnedRates.None } ? "learned rates" : Number(experiment.Spec.InnerLearningRate);

    private static string Number(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}
