using MetaLearn.Algorithms;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Tests.Algorithms.Trained;

namespace MetaLearn.Tests.Algorithms;

public sealed class BaseHashTests
{
    [Fact]
    public void The_hash_is_the_same_in_every_process()
        // Computed once, in another process. Of parameters that are set, since an initialiser's last bits may differ between processors.
        => Assert.StartsWith("f0356c8c8db766bd20f4830a4002adc92f5f079b0", WithParameters([[1, -2], [0.5f, 3]]).Hash, StringComparison.Ordinal);

    [Fact]
    public void Models_made_alike_have_one_hash_and_any_difference_that_decides_a_prediction_gives_another()
    {
        Assert.Equal(Maml().Hash, Maml().Hash);
        // Recomputing saves memory in training and changes no bit.
        Assert.Equal(Maml().Hash, Maml(recompute: true).Hash);
        string[] hashes =
        [
            Maml().Hash,
            Maml(seed: 1).Hash,
            Maml(rate: 0.050000001).Hash,
            Maml(steps: 3).Hash,
            Maml(activation: new Tanh()).Hash,
            Maml(loss: (prediction, target) => Loss.Huber(prediction, target)).Hash,
            Maml(loss: (prediction, target) => Loss.Huber(prediction, target, 2)).Hash,
            Maml(hidden: [8]).Hash,
            Maml(shape: Shape with { XRow = new(2) }).Hash,
            Maml(shape: Shape with { SupportRows = 6 }).Hash,
            Neighbours().Hash,
            Of(new Maml(new Mlp(1, 8, 7, 1), Loss.MeanSquaredError) { InnerLearningRate = 0.05, InnerOptimizer = new Adam() }, 0, 2, null).Hash,
            Of(new Maml(new Mlp(1, 8, 7, 1).Named("net"), Loss.MeanSquaredError) { InnerLearningRate = 0.05 }, 0, 2, null).Hash,
        ];
        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
        Assert.Equal(Maml().Hash, Maml(shape: Shape with { QueryRows = 50 }).Hash);
    }

    [Fact]
    public void One_changed_bit_of_one_parameter_changes_the_hash()
    {
        var trained = Maml();
        var parameters = trained.Parameters.Select(values => (float[])values.Clone()).ToArray();
        parameters[^1][0] = MathF.BitIncrement(parameters[^1][0]);
        Assert.NotEqual(trained.Hash, new TrainedModel(trained.Learner, parameters, trained.Shape, trained.InnerSteps).Hash);
    }
}
