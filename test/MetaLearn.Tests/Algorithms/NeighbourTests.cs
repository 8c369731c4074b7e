using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Tests.Training;

namespace MetaLearn.Tests.Algorithms;

/// <summary>What stands beside meta-learning: multi-task training and plain transfer.</summary>
public sealed class NeighbourTests
{
    [Fact]
    public void A_head_held_constant_gives_the_exact_gradient_of_the_joint_objective()
        // Differences see the head move with the body; that the derivative does not need to is the envelope theorem.
        => LearnerChecks.MetaGradientAgreesWithDifferences(Joint(), new(5, 4, new(2), new(2)));

    [Fact]
    public void On_fixed_features_joint_training_is_ridge_regression_on_all_examples()
    {
        // One feature, f(x) = x: least squares with an intercept, by hand.
        const double Strength = 0.2;
        var learner = new MultiTask(new Sequential()) { Strength = Strength };
        double[] x = [-1, 0.5, 2, 3], y = [0.3, -0.2, 1.1, 2];
        var (meanX, meanY) = (x.Average(), y.Average());
        var slope = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Average() / (x.Average(a => (a - meanX) * (a - meanX)) + Strength);
        double At(double point) => meanY + slope * (point - meanX);
        Input supportX = new("x", new(4, 1)), supportY = new("y", new(4, 1)), queryX = new("query", new(2, 1));
        var leaves = new Dictionary<Expression, double[]> { [supportX] = x, [supportY] = y, [queryX] = [0.7, -4] };
        Near.Equal([At(0.7), At(-4)], Program.Evaluate(learner.Predict(supportX, supportY, queryX, 0), leaves)[0], 1e-13);

        var inputs = new EpisodeInputs(new(2, 2, new(1), new(1)));
        leaves = new() { [inputs.SupportX] = x[..2], [inputs.SupportY] = y[..2], [inputs.QueryX] = x[2..], [inputs.QueryY] = y[2..] };
        var objective = x.Zip(y, (a, b) => (At(a) - b) * (At(a) - b)).Average() + Strength * slope * slope;
        Near.Equal([objective], Program.Evaluate([learner.MetaLoss(inputs)], leaves)[0], 1e-13);
    }

    [Fact]
    public void Transfer_moves_the_last_layer_alone()
    {
        var model = new Mlp(1, 6, 1);
        var learner = new Pretrained(model, Loss.MeanSquaredError) { TuneOnly = Pretrained.LastLayer(model), FineTuningRate = 0.1 };
        Input x = new("x", new(4, 1)), y = new("y", new(4, 1));
        // One step on the last layer is a step of gradient descent on the head of the features that the first layer gives.
        var leaves = model.Parameters.Zip(model.InitialValues(3)).ToDictionary(pair => (Expression)pair.First, pair => pair.Second);
        (leaves[x], leaves[y]) = ([-1, 0.5, 2, 3], [0.3, -0.2, 1.1, 2]);
        var features = Program.Evaluate([new Sequential(new Linear(1, 6), new Relu()).Apply(x, [model.Parameters[0], model.Parameters[1]])], leaves)[0];
        var (weight, bias) = ((double[])leaves[model.Parameters[2]].Clone(), leaves[model.Parameters[3]][0]);
        double Prediction(int row) => bias + Enumerable.Range(0, 6).Sum(i => weight[i] * features[row * 6 + i]);
        double[] errors = [.. Enumerable.Range(0, 4).Select(row => Prediction(row) - leaves[y][row])];
        for (var i = 0; i < 6; i++) weight[i] -= 0.1 * 2 * Enumerable.Range(0, 4).Average(row => errors[row] * features[row * 6 + i]);
        bias -= 0.1 * 2 * errors.Average();
        var predictions = Program.Evaluate(learner.Predict(x, y, x, 1), leaves);
        Near.Equal([.. Enumerable.Range(0, 4).Select(Prediction)], predictions[1], 1e-13);
        Assert.Throws<ArgumentException>(() => new Pretrained(model, Loss.MeanSquaredError) { TuneOnly = ["9"] });
    }

    [Fact]
    public void Bits_depend_on_neither_threads_nor_stops() => LearnerChecks.BitsDependOnNeitherThreadsNorStops(
        () => new MultiTask(new Sequential(new Mlp(1, 6, 6), new Relu())), SmallTraining.Episodes);

    [Fact]
    public void An_adapted_model_predicts_what_is_evaluated()
        => LearnerChecks.AdaptedPredictsWhatIsEvaluated(new MultiTask(new Sequential(new Mlp(1, 6, 6), new Tanh())), SmallTraining.Episodes, innerSteps: 3);

    [Fact]
    public void A_short_joint_training_beats_its_start()
    {
        var learner = new MultiTask(new Sequential(new Mlp(1, 20, 20), new Relu()));
        var (before, after) = LearnerChecks.ShortTraining(learner, SmallTraining.Episodes, SmallTraining.Options with { Iterations = 200, LearningRate = _ => 0.005 });
        Assert.InRange(after, 0, 0.8 * before);
    }

    private static MultiTask Joint() => new(new Sequential(new Mlp(2, 5, 3), new Tanh())) { Strength = 0.1 };
}
