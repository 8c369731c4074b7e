using MetaLearn.Experiments;

namespace MetaLearn.Tests.Experiments;

public sealed class SpecFieldTests
{
    // A value for each setting that differs from every default.
    private static readonly Dictionary<string, string> Others = new()
    {
        ["problem"] = "linear",
        ["file"] = Path.GetFullPath("data.csv"),
        ["algorithm"] = "fomaml",
        ["shots"] = "3",
        ["queries"] = "7",
        ["support-half"] = "left",
        ["support-labels"] = "hinted",
        ["sampling"] = "curriculum",
        ["episode"] = "store",
        ["features"] = "a,b",
        ["target"] = "y,z",
        ["categories"] = "a",
        ["classes"] = "y",
        ["split-column"] = "part",
        ["query-file"] = Path.GetFullPath("queries.csv"),
        ["table-memory"] = "4096",
        ["value"] = "v",
        ["lags"] = "12",
        ["horizon"] = "2",
        ["ways"] = "7",
        ["fewest-ways"] = "2",
        ["fewest-shots"] = "3",
        ["evaluation-ways"] = "3",
        ["evaluation-shots"] = "4",
        ["evaluation-queries"] = "6",
        ["imbalanced-shots"] = "yes",
        ["rotations"] = "classes-training",
        ["model"] = "resnet12",
        ["statistics"] = "running",
        ["step-normalization"] = "per-step",
        ["filters"] = "32",
        ["image-size"] = "84",
        ["channels"] = "3",
        ["resize"] = "antialiased",
        ["fit"] = "squash",
        ["split"] = "vinyals",
        ["skip-unreadable"] = "yes",
        ["data"] = Path.GetFullPath("data"),
        ["inner-learning-rate"] = "0.25",
        ["inner-steps"] = "4",
        ["inner-optimizer"] = "adam",
        ["inner-clip-norm"] = "12",
        ["adapt-only"] = "4,*.bias",
        ["learned-rates"] = "per-step",
        ["multi-step-loss-until"] = "500",
        ["first-order-until"] = "600",
        ["ridge"] = "0.5",
        ["contexts"] = "4",
        ["inner-batch"] = "9",
        ["evaluation-batch"] = "8",
        ["lambda"] = "0.75",
        ["inner-solver"] = "newton",
        ["linear-solver"] = "neumann",
        ["linear-steps"] = "8",
        ["damping"] = "0.125",
        ["implicit-variant"] = "authors",
        ["evaluation-steps"] = "6",
        ["hidden"] = "8,9",
        ["activation"] = "tanh",
        ["initializer"] = "xavier-normal",
        ["outer-learning-rate"] = "1E-05",
        ["outer-optimizer"] = "sgd",
        ["schedule"] = "linear",
        ["schedule-every"] = "77",
        ["schedule-factor"] = "0.5",
        ["schedule-end"] = "0.0001",
        ["warm-up"] = "11",
        ["clip-norm"] = "10",
        ["clip-value"] = "20",
        ["weight-decay"] = "0.002",
        ["iterations"] = "123",
        ["meta-batch"] = "6",
        ["validate-every"] = "17",
        ["validation-episodes"] = "19",
        ["patience"] = "5",
        ["seed"] = "18446744073709551615",
        ["threads"] = "99",
        ["shards"] = "3",
        ["recompute"] = "yes",
        ["memory"] = "1500MB",
    };

    [Theory]
    [InlineData("sinusoid")]
    [InlineData("series")]
    public void Every_setting_survives_the_way_to_text_and_back(string problem)
    {
        foreach (var field in SpecField.All)
        {
            var spec = field.Set(ExperimentSpec.For(problem), Others[field.Name]);
            Assert.Equal(Others[field.Name], field.Get(spec));
            var options = SpecField.ToOptions(spec);
            Assert.Equal(options, SpecField.ToOptions(SpecField.ToSpec(options)));
            Assert.Equal(Others[field.Name], options[field.Name]);
        }
    }

    [Fact]
    public void Every_setting_has_a_field()
        => Assert.Equal(typeof(ExperimentSpec).GetProperties().Count(property => property.SetMethod is not null), SpecField.All.Length);

    [Fact]
    public void A_setting_changes_only_itself()
    {
        var before = SpecField.ToOptions(ExperimentSpec.For("sinusoid"));
        foreach (var field in SpecField.All.Where(field => field.Name != "problem"))
        {
            var after = SpecField.ToOptions(field.Set(ExperimentSpec.For("sinusoid"), Others[field.Name]));
            Assert.Equal(before.Remove(field.Name), after.Remove(field.Name));
        }
    }

    [Fact]
    public void Defaults_of_sinusoids_are_the_paper_s()
    {
        var options = SpecField.ToOptions(ExperimentSpec.For("sinusoid"));
        foreach (var (name, value) in new[]
        {
            ("iterations", "70000"), ("meta-batch", "25"), ("shots", "10"), ("inner-learning-rate", "0.01"), ("outer-learning-rate", "0.001"), ("inner-steps", "1"),
            ("hidden", "40,40"), ("activation", "relu"), ("initializer", "truncated-normal"), ("outer-optimizer", "adam"), ("schedule", "constant"),
        })
            Assert.Equal(value, options[name]);
    }

    [Fact]
    public void An_unknown_option_is_answered_with_the_nearest()
    {
        var failure = Assert.Throws<ArgumentException>(() => SpecField.ToSpec(new Dictionary<string, string> { ["problem"] = "sinusoid", ["shotz"] = "1" }));
        Assert.Contains("no option 'shotz'; the nearest is 'shots'", failure.Message, StringComparison.Ordinal);
    }
}
