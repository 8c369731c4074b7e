using MetaLearn.Experiments;
using MetaLearn.Models;

namespace MetaLearn.Tests.Experiments;

public sealed class ModelChoicesTests
{
    [Theory]
    [InlineData("batch", true)]
    [InlineData("support", false)]
    [InlineData("running", false)]
    public void The_network_without_convolutions_takes_the_statistics_that_the_run_states(string statistics, bool isTransductive)
    {
        var experiment = Experiment.Build(ExperimentSpec.For("strokes") with { Model = "mlp-norm", Statistics = statistics });
        Assert.Equal(isTransductive, experiment.IsTransductive);
        var averages = experiment.Model.Specs.Count(spec => spec.Role == ParameterRole.Average);
        // Mean and variance of each of four hidden layers.
        Assert.Equal(statistics == "running" ? 8 : 0, averages);
        if (statistics == "support") Assert.StartsWith("The statistics of the support set are asked for",
            Assert.Throws<InvalidOperationException>(() => experiment.Model.Apply(new Autodiff.Input("x", new(2, 28, 28, 1)))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("conv4", "hidden", "16", "mlp")]
    [InlineData("resnet12", "activation", "tanh", "mlp")]
    [InlineData("mlp-norm", "initializer", "kaiming-normal", "mlp")]
    [InlineData("mlp", "filters", "8", "conv4, conv4-pool, conv4-mini, resnet12")]
    [InlineData("mlp", "statistics", "running", "mlp-norm, conv4, conv4-pool, conv4-mini, resnet12")]
    public void A_setting_of_other_networks_is_refused(string model, string setting, string value, string takers)
    {
        var spec = SpecField.ToSpec(new Dictionary<string, string> { ["problem"] = "strokes", ["model"] = model, [setting] = value });
        Assert.Equal($"{setting} '{value}' is for {takers}, not {model}.", Assert.Throws<ArgumentException>(() => Experiment.Build(spec)).Message);
    }

    [Fact]
    public void Every_network_takes_the_defaults_of_every_problem()
    {
        foreach (var problem in Choices.Problems.Entries)
            foreach (var model in Choices.Models.Entries) ModelSettings.Check(ExperimentSpec.For(problem.Name) with { Model = model.Name });
    }
}
