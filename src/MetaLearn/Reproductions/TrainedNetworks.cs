using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Files;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>
/// Trains each network once, also when several rows use it, and keeps it in the options' folder: a second run goes on from the last checkpoint there.
/// </summary>
internal sealed class TrainedNetworks : IDisposable
{
    private const long TicksBetweenReports = 500;

    private readonly RunFolder? folder;
    private readonly Dictionary<string, IReadOnlyList<float[]>> known = new(StringComparer.Ordinal);
    private readonly Action<ReproductionProgress>? report;

    public TrainedNetworks(string reproduction, ReproductionOptions options, Action<ReproductionProgress>? report, CancellationToken cancellation)
    {
        (Options, this.report, Cancellation) = (options, report, cancellation);
        if (options.Folder is not null) folder = Take(options.Folder, reproduction, options);
    }

    public ReproductionOptions Options { get; }

    /// <summary>Ends long work.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The learner's parameters after training on the source.</summary>
    /// <param name="name">Of the network: the same name is the same network.</param>
    /// <param name="learner">What is trained.</param>
    /// <param name="source">Training episodes.</param>
    public IReadOnlyList<float[]> Trained(string name, MetaLearner learner, IEpisodeSource source) => Known(name, path =>
    {
        using var trainer = new Trainer(learner, source, Options.Training);
        var from = path is not null && File.Exists(path) ? Checkpoint.Read(path, learner, trainer.OptimizerStateNames) : null;
        var state = trainer.Run(
            from,
            progress =>
            {
                if (path is not null) Checkpoint.Write(path, progress.State, learner, trainer.OptimizerStateNames);
            },
            iteration =>
            {
                if (iteration % TicksBetweenReports == 0 && iteration < Options.Iterations) Report($"{name}: training", iteration, Options.Iterations);
            },
            Cancellation);
        Cancellation.ThrowIfCancellationRequested();
        Note($"{name}: trained for {state.Iteration} iterations{(from is null ? "" : $", {from.Iteration} of them before")}");
        return state.Parameters;
    });

    /// <summary>Parameters that come about in some other way; whole or not at all in the folder.</summary>
    /// <param name="name">Of the network.</param>
    /// <param name="learner">Gives names and shapes.</param>
    /// <param name="make">Makes them.</param>
    public IReadOnlyList<float[]> Made(string name, MetaLearner learner, Func<IReadOnlyList<float[]>> make) => Known(name, path =>
    {
        if (path is not null && File.Exists(path)) return Checkpoint.ReadParameters(path, learner);
        var parameters = make();
        if (path is not null) new SafeTensorsFile(learner.Parameters.Zip(parameters, (leaf, values) => new NamedArray(leaf.Name, leaf.Shape, values))).Write(path);
        return parameters;
    });

    /// <summary>Says how far some work is.</summary>
    public void Report(string what, long done, long total) => report?.Invoke(new(what, done, total));

    /// <summary>Says what came of some work.</summary>
    public void Note(string what) => Report(what, 1, 1);

    public void Dispose() => folder?.Dispose();

    private IReadOnlyList<float[]> Known(string name, Func<string?, IReadOnlyList<float[]>> make)
    {
        if (known.TryGetValue(name, out var parameters)) return parameters;
        return known[name] = make(folder is null ? null : Path.Combine(folder.FolderPath, name + ".safetensors"));
    }

    private static RunFolder Take(string path, string reproduction, ReproductionOptions options)
    {
        var command = $"reproduce {reproduction}";
        KeyValuePair<string, string>[] settings = [new("iterations", $"{options.Iterations}")];
        if (!File.Exists(Path.Combine(path, "run.json")))
            return RunFolder.Create(path, RunRecord.Of(command, settings, options.Seed, null, options.Time));
        var folder = RunFolder.Open(path);
        var record = folder.Record;
        var iterations = record.Options.GetValueOrDefault("iterations", "unknown");
        if (record.Command == command && record.Seed == options.Seed && iterations == settings[0].Value) return folder;
        folder.Dispose();
        throw new IOException(
            $"{path}: holds '{record.Command}' with seed {record.Seed} and {iterations} iterations, expected '{command}' with seed {options.Seed} and {options.Iterations}; choose another folder.");
    }
}
