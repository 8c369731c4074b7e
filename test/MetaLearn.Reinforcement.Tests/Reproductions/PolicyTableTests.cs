using MetaLearn.Reinforcement.Experiments;
using MetaLearn.Reinforcement.Reproductions;

namespace MetaLearn.Reinforcement.Tests.Reproductions;

public sealed class PolicyTableTests : IDisposable
{
    private static readonly PolicyRow Row = new("maml", "MAML.", "--algorithm maml") { Paper = [(-40, 4), (-12, 2), (-3, double.NaN)], JudgedFrom = 1 };

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("metalearn-");

    public void Dispose() => folder.Delete(recursive: true);

    [Theory]
    [InlineData(1, -14, 0, true)]
    [InlineData(1, -14.001, 0, false)]
    [InlineData(1, 5, 0, true)]
    [InlineData(1, double.NaN, 0, false)]
    [InlineData(1, -10, 1, false)]
    public void A_return_is_judged_by_the_published_less_its_interval(int step, double ours, int faults, bool passes)
        => Assert.Equal(("at least -14.00, the published less its interval", passes), Row.Judge(step, ours, faults));

    [Fact]
    public void Nothing_is_judged_before_the_first_step_without_an_interval_or_where_nothing_was_published()
    {
        foreach (var step in new[] { 0, 2, 3 }) Assert.Equal((null, null), Row.Judge(step, -1000, 0));
        Assert.Equal((null, null), (Row with { JudgedFrom = null }).Judge(1, -1000, 0));
        Assert.NotNull((Row with { JudgedFrom = 0 }).Judge(0, -1000, 0).Passes);
    }

    [Fact]
    public void A_row_s_folder_is_taken_again_for_its_own_settings_alone()
    {
        var (path, spec) = (Path.Combine(folder.FullName, "row"), PolicySpec.For("bandit") with { Threads = 1 });
        Take(spec);
        Take(spec with { Threads = 2, Iterations = 7 });
        Refused(spec with { MetaBatch = 5 }, "was trained with meta-batch 40, and the row now has 5; choose another folder, or remove this one.");
        Refused(spec with { LearnedRates = "per-tensor" }, "was trained with learned-rates none, and the row now has per-tensor;");
        Take(spec);
        path = Path.Combine(folder.FullName, "other");
        Take(spec with { LearnedRates = "per-tensor" });
        Refused(spec, "was trained with learned-rates per-tensor, and the row now has none;");

        void Take(PolicySpec wanted) => PolicyTable.Take(path, wanted, new()).Dispose();

        void Refused(PolicySpec wanted, string sentence) => Assert.StartsWith($"{path}: {sentence}", Assert.Throws<IOException>(() => Take(wanted)).Message, StringComparison.Ordinal);
    }
}
