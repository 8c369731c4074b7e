namespace MetaLearn.Reproductions;

/// <summary>A published table or figure that can be made again: rows, each of cells that stand beside the published figures.</summary>
public sealed class Reproduction
{
    private readonly Func<TrainedNetworks, ReproductionRow, IEnumerable<ReproductionCell>> measure;

    internal Reproduction(
        string name, string source, IReadOnlyList<ReproductionRow> rows, Func<TrainedNetworks, ReproductionRow, IEnumerable<ReproductionCell>> measure)
        => (Name, Source, Rows, this.measure) = (name, source, rows, measure);

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Reproduction> All { get; } =
    [
        MamlSinusoid.Reproduction, FamilySinusoid.Reproduction, ReptileSinusoid.Reproduction, ImplicitAccuracy.Reproduction, M4Hourly.Reproduction,
        MamlOmniglot.Reproduction, MamlMiniImageNet.Reproduction, MamlMiniImageNet.OnTinyImageNet,
    ];

    /// <summary>Its name on the command line.</summary>
    public string Name { get; }

    /// <summary>Where the figures were published.</summary>
    public string Source { get; }

    /// <summary>What it measures.</summary>
    public IReadOnlyList<ReproductionRow> Rows { get; }

    /// <summary>
    /// Trains what each row needs, unless the options' folder holds it already, and measures it. Cells come as soon as they are known; they are the
    /// same bits for any number of threads and however often the run is stopped and started again on its folder.
    /// </summary>
    /// <param name="options">Sizes, seed, threads, folder.</param>
    /// <param name="rows">Some of <see cref="Rows"/>; all when left out.</param>
    /// <param name="report">Called with what is being done, on this thread.</param>
    /// <param name="cancellation">Stops it after the iteration in hand, which is saved.</param>
    /// <exception cref="OperationCanceledException">It was stopped; running it again on the same folder goes on from there.</exception>
    /// <exception cref="IOException">The folder cannot be written to, is in use, or holds another run.</exception>
    /// <exception cref="Files.FileFormatException">A file in the folder is damaged.</exception>
    public IEnumerable<ReproductionCell> Run(
        ReproductionOptions options,
        IReadOnlyList<ReproductionRow>? rows = null,
        Action<ReproductionProgress>? report = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Measure();

        IEnumerable<ReproductionCell> Measure()
        {
            using var networks = new TrainedNetworks(Name, options, report, cancellation);
            foreach (var row in rows ?? Rows)
                foreach (var cell in measure(networks, row)) yield return cell;
        }
    }
}
