namespace MetaLearn.Cli.Tests;

public sealed class OptionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("--shots", "0", "must be at least 1")]
    [InlineData("--shots", "ten", "expected a whole number")]
    [InlineData("--queries", "-3", "must be at least 1")]
    [InlineData("--inner-learning-rate", "-0.1", "must be positive and finite")]
    [InlineData("--inner-learning-rate", "NaN", "must be positive and finite")]
    [InlineData("--outer-learning-rate", "Infinity", "must be positive and finite")]
    [InlineData("--outer-learning-rate", "0", "must be positive and finite")]
    [InlineData("--outer-learning-rate", "fast", "expected a number")]
    [InlineData("--threads", "0", "must be at least 1")]
    [InlineData("--shards", "0", "must be at least 1")]
    [InlineData("--meta-batch", "0", "must be at least 1")]
    [InlineData("--iterations", "-1", "must be at least 0")]
    [InlineData("--hidden", "40,0", "must be at least 1")]
    [InlineData("--hidden", "wide", "expected a whole number")]
    [InlineData("--clip-norm", "0", "must be positive and finite")]
    [InlineData("--weight-decay", "-1", "must be at least 0 and finite")]
    [InlineData("--patience", "0", "must be at least 1")]
    [InlineData("--validate-every", "0", "must be at least 1")]
    [InlineData("--seed", "-1", "expected a whole number of at least 0")]
    [InlineData("--algorithm", "mamml", "did you mean 'maml'?")]
    [InlineData("--inner-optimizer", "adan", "did you mean 'adam'?")]
    [InlineData("--activation", "rellu", "did you mean 'relu'?")]
    [InlineData("--initializer", "kaiming-norm", "did you mean 'kaiming-normal'?")]
    [InlineData("--schedule", "cosin", "did you mean 'cosine'?")]
    [InlineData("--support-half", "lefft", "did you mean 'left'?")]
    [InlineData("--sampling", "curiculum", "did you mean 'curriculum'?")]
    [InlineData("--learned-rates", "per-stepp", "did you mean 'per-step'?")]
    [InlineData("--inner-clip-norm", "0", "must be positive and finite")]
    [InlineData("--contexts", "0", "must be at least 1")]
    [InlineData("--multi-step-loss-until", "-1", "must be at least 0")]
    [InlineData("--first-order-until", "soon", "expected a whole number")]
    public void An_impossible_value_is_one_sentence_that_names_option_and_value(string option, string value, string reason)
    {
        var result = Cli.Run("train", "sinusoid", "--run", folder["run"], option, value);
        result.Failed(2, $"{option} '{value}'", reason);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Equal("", result.Out);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void An_unknown_problem_is_answered_with_the_nearest()
        => Cli.Run("train", "sinusiod").Failed(2, "no problem 'sinusiod'", "did you mean 'sinusoid'?");

    [Fact]
    public void An_unknown_option_is_answered_with_the_nearest()
        => Cli.Run("train", "sinusoid", "--shotz", "3").Failed(2, "no option '--shotz'", "did you mean '--shots'?");

    [Fact]
    public void An_unknown_command_is_answered_with_the_nearest()
        => Cli.Run("trian", "sinusoid").Failed(2, "no command 'trian'", "did you mean 'train'?");

    [Fact]
    public void No_problem_says_how_to_name_one() => Cli.Run("train").Failed(2, "metalearn train sinusoid");

    [Theory]
    [InlineData("linear", "--support-half", "left", "is for the problem sinusoid")]
    [InlineData("gaussian-process", "--algorithm", "oracle", "hidden numbers")]
    [InlineData("sinusoid", "--contexts", "3", "contexts '3' is for cavia, not maml")]
    [InlineData("sinusoid", "--adapt-only", "4.weigth", "No parameter is called '4.weigth', and no layer; the nearest is '4.weight'")]
    public void Settings_that_do_not_go_together_are_refused(string problem, string option, string value, string reason)
        => Cli.Run("train", problem, "--run", folder["run"], option, value).Failed(1, reason);

    [Fact]
    public void A_made_problem_takes_no_file() => Cli.Run("train", "sinusoid", "data.csv").Failed(1, "takes no file");

    [Theory]
    [InlineData("evaluate", "--episodes", "0", "at least 1")]
    [InlineData("evaluate", "--shots", "0", "at least 1")]
    [InlineData("evaluate", "--steps", "x", "whole number")]
    [InlineData("evaluate", "--stepz", "3", "did you mean '--steps'?")]
    public void Measuring_refuses_impossible_options(string verb, string option, string value, string reason)
    {
        Cli.Run(["train", "sinusoid", "--run", folder["run"], "--no-baselines", .. Cli.Quick]).Succeeded();
        Cli.Run(verb, folder["run"], option, value).Failed(2, option, reason);
    }
}
