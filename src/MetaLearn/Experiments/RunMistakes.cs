using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Images;
using MetaLearn.Reports;
using MetaLearn.Training;

namespace MetaLearn.Experiments;

/// <summary>The query pictures of a run's first meta-test episodes that its learner labels wrongly, after the steps and in the mode of its results.</summary>
internal static class RunMistakes
{
    // A good model's mistakes are rare: episodes are looked through until there are as many as a page shows, but no longer.
    private const int BatchSize = 20, MostEpisodes = 100;

    /// <summary>A section that shows them; null where the run is not of pictures.</summary>
    /// <param name="run">Of any problem.</param>
    /// <param name="results">Of the run: the steps of its first learner, and the seed of the episodes.</param>
    public static ReportSection? Of(TrainedRun run, ResultSet results)
    {
        if (run.Experiment.Data.Test is not ImageEpisodes source) return null;
        var one = Measurement.Own(run.Experiment, run.Parameters, results.Learners[0].Selected);
        var inputs = new EpisodeInputs(source.Shape);
        var scores = one.Learner.Predict(inputs.SupportX, inputs.SupportY, inputs.QueryX, one.Steps)[one.Selected];
        using var executor = new EpisodeExecutor(one.Learner, inputs, Program.Compile<float>(scores), source, BatchSize, run.Experiment.Spec.Threads);
        executor.Load(one.Parameters);
        var seed = run.Experiment.MeasuredSeed(results.Protocol.Seed);
        var (mistakes, episodes) = (new List<PictureMistake>(), 0);
        for (; episodes < MostEpisodes && mistakes.Count < PictureMistake.Shown; episodes += BatchSize)
        {
            executor.Run(seed, episodes);
            for (var i = 0; i < BatchSize; i++) Add(mistakes, executor, i, source, seed, scores.Shape[1], isCosine: one.Learner is NearestNeighbour);
        }
        return PictureMistake.Section(mistakes,
            $"In the first {episodes} meta-test episodes (seed {results.Protocol.Seed}) {mistakes.Count} of {episodes * source.Shape.QueryRows} query pictures are labelled wrongly.");
    }

    private static void Add(List<PictureMistake> mistakes, EpisodeExecutor executor, int i, ImageEpisodes source, ulong seed, int labels, bool isCosine)
    {
        var (batch, size, sizes) = (executor.Batch, PictureMistake.SizeOf(source.Shape.XRow), source.Shape.Sizes);
        var supportX = batch.SupportX.Span.Slice(i * sizes.SupportX, sizes.SupportX);
        var supportY = batch.SupportY.Span.Slice(i * sizes.SupportY, sizes.SupportY);
        var names = source.OriginOf(seed, batch.FirstIndex + i).Support;
        for (var row = 0; row < source.Shape.QueryRows; row++)
        {
            var query = i * source.Shape.QueryRows + row;
            var scores = executor.Output(0).Slice(query * labels, labels);
            var (truth, (label, probability)) = ((int)batch.QueryY.Span[query], BestLabel.Of(scores));
            if (truth == label) continue;
            mistakes.Add(new($"episode {batch.FirstIndex + i}", PictureFloats.Read(batch.QueryX.Span.Slice(query * size.Bytes, size.Bytes), size),
                Name(supportY, truth), PictureMistake.Named(Name(supportY, label), isCosine ? "cosine" : "probability", isCosine ? scores[label] : probability),
                PictureMistake.OfLabelled(supportX, supportY, truth, size), PictureMistake.OfLabelled(supportX, supportY, label, size)));
        }
        // An episode of fewer ways than the network has outputs leaves some without a class.
        string Name(ReadOnlySpan<float> labelled, int label) => labelled.IndexOf(label) is >= 0 and var row ? names[row].Group : "no class of the episode";
    }
}
