using System.Diagnostics;
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
    private readonly Dictionary<string, Lazy<object?>> made = new(StringComparer.Ordinal);
    private readonly Action<ReproductionProgress>? report;

    public TrainedNetworks(string reproduction, ReproductionOptions options, Action<ReproductionProgress>? report, CancellationToken cancellation)
    {
        (Options, this.report, Cancellation) = (options, report, cancellation);
        if (options.Folder is not null) folder = Take(options.Folder, reproduction, options);
    }

    public ReproductionOptions Options { get; }

    /// <summary>Ends long work.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>The learner's parameters after training on the source, and what that took.</summary>
    /// <param name="name">Of the network: the same name is the same network.</param>
    /// <param name="settings">What decides the network, by name; kept with it.</param>
    /// <param name="learner">What is trained.</param>
    /// <param name="source">Training episodes.</param>
    /// <param name="training">Settings of the outer loop.</param>
    /// <param name="validation">Null keeps the last parameters instead of the best.</param>
    /// <exception cref="IOException">The folder has a network of this name that was trained with other settings.</exception>
    public TrainedNetwork Train(
        string name, IReadOnlyDictionary<string, string> settings, MetaLearner learner, IEpisodeSource source, TrainingOptions training, IEpisodeSource? validation = null)
        => Network(name, settings, file =>
        {
            var before = file is { Exists: true } ? file.Check() : TimeSpan.Zero;
            using var trainer = new Trainer(learner, source, training, validation);
            var from = file is { Exists: true } ? Checkpoint.Read(file.Path, learner, trainer.OptimizerStateNames) : null;
            var clock = Stopwatch.StartNew();
            var state = trainer.Run(
                from,
                progress =>
                {
                    if (file is not null) Checkpoint.Write(file.Path, progress.State, learner, trainer.OptimizerStateNames, notes: file.Notes(before + clock.Elapsed));
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
    /// <param name="settings">What decides the network, by name; kept with it.</param>
    /// <param name="learner">Gives names and shapes.</param>
    /// <param name="make">Makes them.</param>
    /// <exception cref="IOException">The folder has a network of this name that was made with other settings.</exception>
    public IReadOnlyList<float[]> Make(string name, IReadOnlyDictionary<string, string> settings, MetaLearner learner, Func<IReadOnlyList<float[]>> make) => Network(name, settings, file =>
    {
        if (file is { Exists: true }) return new(Checkpoint.ReadParameters(file.Path, learner), file.Check(), 0);
        var clock = Stopwatch.StartNew();
        var parameters = make();
        if (file is not null)
            new SafeTensorsFile(learner.Parameters.Zip(parameters, (leaf, values) => new NamedArray(leaf.Name, leaf.Shape, values)), file.Notes(clock.Elapsed)).Write(file.Path);
        return new(parameters, clock.Elapsed, 0);
    }).Parameters;

    /// <summary>
    /// What is made the first time a call of <see cref="Reproduction.Run"/> asks for it: rows share it. A failure is kept as well, and thrown at each of them.
    /// Nothing of it is kept in the folder.
    /// </summary>
    /// <param name="what">The same text is the same thing.</param>
    /// <param name="make">Makes it.</param>
    public T Shared<T>(string what, Func<T> make)
    {
        // Not null: made with this type by the same text.
        if (!made.TryGetValue(what, out var lazy)) made[what] = lazy = new(() => make());
        return (T)lazy.Value!;
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

    private TrainedNetwork Network(string name, IReadOnlyDictionary<string, string> settings, Func<NetworkFile?, TrainedNetwork> make)
        => Shared($"network {name}", () => make(folder is null ? null : new(Path.Combine(folder.FolderPath, name + ".safetensors"), settings)));

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
