using System.Diagnostics;
using System.Globalization;
using System.Text;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Files;
using MetaLearn.Reports;
using MetaLearn.Training;

namespace MetaLearn.Reproductions;

/// <summary>
/// Trains each network once, also when several rows use it, and keeps it in the options' folder: a second run goes on from the last checkpoint there.
/// </summary>
internal sealed class TrainedNetworks : IDisposable
{
    private const long TicksBetweenReports = 500;

    private readonly RunFolder? folder;
    private readonly Dictionary<string, TrainedNetwork> known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, object?> remembered = new(StringComparer.Ordinal);
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
    public IReadOnlyList<float[]> Trained(string name, MetaLearner learner, IEpisodeSource source) => Train(name, learner, source, Options.Training).Parameters;

    /// <summary>The learner's parameters after training on the source, and what that took.</summary>
    /// <param name="name">Of the network: the same name is the same network.</param>
    /// <param name="learner">What is trained.</param>
    /// <param name="source">Training episodes.</param>
    /// <param name="training">Settings of the outer loop.</param>
    /// <param name="validation">Null keeps the last parameters instead of the best.</param>
    public TrainedNetwork Train(string name, MetaLearner learner, IEpisodeSource source, TrainingOptions training, IEpisodeSource? validation = null) => Known(name, path =>
    {
        using var trainer = new Trainer(learner, source, training, validation);
        var from = path is not null && File.Exists(path) ? Checkpoint.Read(path, learner, trainer.OptimizerStateNames) : null;
        var before = from is null ? TimeSpan.Zero : SecondsAt(path!);
        var clock = Stopwatch.StartNew();
        var state = trainer.Run(
            from,
            progress =>
            {
                if (path is null) return;
                Checkpoint.Write(path, progress.State, learner, trainer.OptimizerStateNames);
                AtomicFile.Write(SecondsPath(path), stream => stream.Write(Encoding.ASCII.GetBytes((before + clock.Elapsed).TotalSeconds.ToString("R", CultureInfo.InvariantCulture))));
            },
            iteration =>
            {
                if (iteration % TicksBetweenReports == 0 && iteration < training.Iterations) Report($"{name}: training", iteration, training.Iterations);
            },
            Cancellation);
        Cancellation.ThrowIfCancellationRequested();
        Note($"{name}: trained for {state.Iteration} iterations{(from is null ? "" : $", {from.Iteration} of them before")}");
        return new(state.Selected, before + clock.Elapsed, trainer.PeakBytes);
    });

    /// <summary>Parameters that come about in some other way; whole or not at all in the folder.</summary>
    /// <param name="name">Of the network.</param>
    /// <param name="learner">Gives names and shapes.</param>
    /// <param name="make">Makes them.</param>
    public IReadOnlyList<float[]> Made(string name, MetaLearner learner, Func<IReadOnlyList<float[]>> make) => Known(name, path =>
    {
        if (path is not null && File.Exists(path)) return new(Checkpoint.ReadParameters(path, learner), TimeSpan.Zero, 0);
        var parameters = make();
        if (path is not null) new SafeTensorsFile(learner.Parameters.Zip(parameters, (leaf, values) => new NamedArray(leaf.Name, leaf.Shape, values))).Write(path);
        return new(parameters, TimeSpan.Zero, 0);
    }).Parameters;

    /// <summary>What is made the first time it is asked for and then remembered.</summary>
    public T Once<T>(string name, Func<T> make)
    {
        if (remembered.TryGetValue(name, out var made)) return (T)made!;
        var result = make();
        remembered[name] = result;
        return result;
    }

    /// <summary>Says how far some work is.</summary>
    public void Report(string what, long done, long total) => report?.Invoke(new(what, done, total));

    /// <summary>Says what came of some work.</summary>
    public void Note(string what) => Report(what, 1, 1);

    /// <summary>Keeps a figure in the folder, where there is one.</summary>
    /// <param name="fileName">Such as <c>error.svg</c>.</param>
    /// <param name="figure">Drawn as a file of its own.</param>
    public void Save(string fileName, Figure figure)
    {
        if (folder is null) return;
        var path = Path.Combine(folder.FolderPath, fileName);
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(figure.ToSvg())));
        Note($"drew {path}");
    }

    public void Dispose() => folder?.Dispose();

    private static string SecondsPath(string path) => path + ".seconds";

    private static TimeSpan SecondsAt(string path) => File.Exists(SecondsPath(path))
        && double.TryParse(File.ReadAllText(SecondsPath(path)), CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : TimeSpan.Zero;

    private TrainedNetwork Known(string name, Func<string?, TrainedNetwork> make)
    {
        if (known.TryGetValue(name, out var network)) return network;
        return known[name] = make(folder is null ? null : Path.Combine(folder.FolderPath, name + ".safetensors"));
    }

    private static RunFolder Take(string path, string reproduction, ReproductionOptions options)
    {
        var command = $"reproduce {reproduction}";
        KeyValuePair<string, string>[] settings = [new("iterations", Iterations(options))];
        if (!File.Exists(Path.Combine(path, "run.json")))
            return RunFolder.Create(path, RunRecord.Of(command, settings, options.Seed, null, options.Time));
        var folder = RunFolder.Open(path);
        var record = folder.Record;
        var iterations = record.Options.GetValueOrDefault("iterations", "unknown");
        if (record.Command == command && record.Seed == options.Seed && iterations == settings[0].Value) return folder;
        folder.Dispose();
        throw new IOException(
            $"{path}: holds '{record.Command}' with seed {record.Seed} and {iterations} iterations, expected '{command}' with seed {options.Seed} and {settings[0].Value} iterations; choose another folder.");
    }

    private static string Iterations(ReproductionOptions options) => options.Iterations is { } given ? $"{given}" : "each row's own";
}
