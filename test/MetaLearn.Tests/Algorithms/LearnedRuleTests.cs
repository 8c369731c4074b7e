using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Tests.Training;

namespace MetaLearn.Tests.Algorithms;

public sealed class LearnedRuleTests
{
    private const double Start = 2.5, A = 0.7, B = -1.3;

    private static readonly LossFunction Half = (prediction, target) => 0.5 * Loss.MeanSquaredError(prediction, target);

    public static TheoryData<string> Rules => ["lstm", "learned-optimizer"];

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    public void With_constant_gates_the_meta_lstm_is_gradient_descent_with_decay(int steps, bool exact)
    {
        const double ForgetBias = 2.0, InputBias = -0.5;
        var (f, i) = (Sigma(ForgetBias), Sigma(InputBias));
        // θ ← f θ − i (θ − a), and the derivatives of θ by θ₀ and by both biases beside it.
        var (theta, byStart, byForget, byInput) = (Start, 1.0, 0.0, 0.0);
        for (var step = 0; step < steps; step++)
        {
            var slope = exact ? f - i : f;
            (byStart, byForget, byInput) = (slope * byStart, slope * byForget + f * (1 - f) * theta, slope * byInput - i * (1 - i) * (theta - A));
            theta = f * theta - i * (theta - A);
        }
        var learner = new MetaLstm(new OneNumber(), Half) { Steps = steps, DifferentiatesGradients = exact };
        var (loss, gradients) = MetaGradient(learner, new() { ["theta"] = [Start], ["rule.forget.bias"] = [ForgetBias], ["rule.input.bias"] = [InputBias] });
        Assert.Equal(0.5 * (theta - B) * (theta - B), loss, 1e-13);
        Assert.Equal((theta - B) * byStart, gradients["theta"][0], 1e-13);
        Assert.Equal((theta - B) * byForget, gradients["rule.forget.bias"][0], 1e-13);
        Assert.Equal((theta - B) * byInput, gradients["rule.input.bias"][0], 1e-13);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void With_a_constant_result_the_learned_optimiser_walks_evenly_and_every_step_counts(int steps)
    {
        const double Bias = -0.4, Scale = 0.1;
        double[] walked = [.. Enumerable.Range(1, steps).Select(step => Start + step * Scale * Bias)];
        var learner = new LearnedOptimizer(new OneNumber(), Half) { Steps = steps, OutputScale = Scale };
        var (loss, gradients) = MetaGradient(learner, new() { ["theta"] = [Start], ["rule.output.bias"] = [Bias] });
        Assert.Equal(walked.Average(theta => 0.5 * (theta - B) * (theta - B)), loss, 1e-13);
        Assert.Equal(walked.Average(theta => theta - B), gradients["theta"][0], 1e-13);
        Assert.Equal(walked.Select((theta, step) => (theta - B) * Scale * (step + 1)).Average(), gradients["rule.output.bias"][0], 1e-13);
    }

    [Fact]
    public void Steps_of_the_meta_lstm_are_those_of_its_equations_for_each_coordinate()
    {
        const int Steps = 3;
        var learner = new MetaLstm(new Linear(1, 1), Loss.MeanSquaredError) { Steps = Steps, Units = 4 };
        var values = Values(learner);
        double[] x = [-1, 0.5, 2], y = [0.3, -0.2, 1.1];
        double[] theta = [values["weight"][0], values["bias"][0]];
        ScalarLstm[] cells = [.. theta.Select(_ => new ScalarLstm(4, values, "rule.lstm"))];
        double[] forget = [0, 0], input = [0, 0];
        for (var step = 0; step < Steps; step++)
        {
            double[] errors = [.. x.Zip(y, (at, wanted) => theta[0] * at + theta[1] - wanted)];
            var error = errors.Average(e => e * e);
            double[] gradient = [errors.Zip(x, (e, at) => 2 * e * at).Average(), errors.Average(e => 2 * e)];
            for (var j = 0; j < theta.Length; j++)
            {
                var hidden = cells[j].Step([.. Preprocessed(gradient[j]), .. Preprocessed(error)]);
                double Gate(string name, double before) => Sigma(
                    Dot(values[$"rule.{name}.weight"], [.. hidden, theta[j], before]) + values[$"rule.{name}.bias"][0]);
                (forget[j], input[j]) = (Gate("forget", forget[j]), Gate("input", input[j]));
                theta[j] = forget[j] * theta[j] - input[j] * gradient[j];
            }
        }
        Near.Equal(theta, Adapted(learner, values, x, y), 1e-13);
    }

    [Fact]
    public void Steps_of_the_learned_optimiser_are_those_of_its_equations_for_each_coordinate()
    {
        const int Steps = 3;
        var learner = new LearnedOptimizer(new Linear(1, 1), Loss.MeanSquaredError) { Steps = Steps, Units = 4, OutputScale = 0.5 };
        var values = Values(learner);
        double[] x = [-1, 0.5, 2], y = [0.3, -0.2, 1.1];
        double[] theta = [values["weight"][0], values["bias"][0]];
        ScalarLstm Cell(int layer) => new(4, values, $"rule.lstm.{layer}");
        var cells = theta.Select(_ => (Lower: Cell(0), Upper: Cell(1))).ToArray();
        for (var step = 0; step < Steps; step++)
        {
            double[] errors = [.. x.Zip(y, (at, wanted) => theta[0] * at + theta[1] - wanted)];
            double[] gradient = [errors.Zip(x, (e, at) => 2 * e * at).Average(), errors.Average(e => 2 * e)];
            for (var j = 0; j < theta.Length; j++)
                theta[j] += 0.5 * (Dot(values["rule.output.weight"], cells[j].Upper.Step(cells[j].Lower.Step(Preprocessed(gradient[j])))) + values["rule.output.bias"][0]);
        }
        Near.Equal(theta, Adapted(learner, values, x, y), 1e-13);
    }

    [Theory]
    [InlineData(0.0, -1, 0)]
    [InlineData(1e-6, -1, 1e-6 * 22026.465794806718)]
    [InlineData(-0.25, -0.13862943611198905, -1)]
    [InlineData(100, 0.46051701859880914, 1)]
    public void Numbers_are_preprocessed_as_the_papers_say(double x, double magnitude, double sign)
    {
        var leaf = new Input("x", new(1, 1));
        Near.Equal([magnitude, sign], Program.Evaluate([Coordinates.Preprocess(leaf, 10)], new Dictionary<Expression, double[]> { [leaf] = [x] })[0], 1e-14);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_exact_meta_gradient_agrees_with_differences(string name)
        => LearnerChecks.MetaGradientAgreesWithDifferences(Learner(name, exact: true), new(4, 3, new(1), new(1)), tolerance: 1e-6);

    [Theory]
    [MemberData(nameof(Rules))]
    public void Constant_gradients_change_the_meta_gradient_and_not_the_loss(string name)
    {
        var start = Values(Learner(name));
        var (constant, exact) = (MetaGradient(Learner(name), start), MetaGradient(Learner(name, exact: true), start));
        Assert.Equal(constant.Loss, exact.Loss);
        Assert.NotEqual(constant.Gradients["0.weight"], exact.Gradients["0.weight"]);
        var recomputed = MetaGradient(Learner(name, recomputes: true), start);
        Assert.Equal(constant.Loss, recomputed.Loss);
        foreach (var (parameter, values) in constant.Gradients) Assert.Equal(values, recomputed.Gradients[parameter]);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Bits_depend_on_neither_threads_nor_stops(string name)
        => LearnerChecks.BitsDependOnNeitherThreadsNorStops(() => Learner(name), SmallTraining.Episodes);

    [Theory]
    [MemberData(nameof(Rules))]
    public void An_adapted_model_predicts_what_is_evaluated(string name)
        => LearnerChecks.AdaptedPredictsWhatIsEvaluated(Learner(name), SmallTraining.Episodes, innerSteps: 4);

    [Theory]
    [InlineData("lstm", 0.01)]
    [InlineData("learned-optimizer", 0.003)]
    public void A_short_training_beats_its_start(string name, double rate)
    {
        var (before, after) = LearnerChecks.ShortTraining(Learner(name), SmallTraining.Episodes, SmallTraining.Options with { Iterations = 120, LearningRate = _ => rate });
        Assert.InRange(after, 0, 0.9 * before);
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetaLstm(new OneNumber(), Half) { Steps = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetaLstm(new OneNumber(), Half) { Units = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetaLstm(new OneNumber(), Half) { ForgetBias = (2, 1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new MetaLstm(new OneNumber(), Half) { InputBias = (double.NaN, 1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearnedOptimizer(new OneNumber(), Half) { Layers = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearnedOptimizer(new OneNumber(), Half) { OutputScale = double.PositiveInfinity });
    }

    private static LearnedRule Learner(string name, bool exact = false, bool recomputes = false)
    {
        var model = new Mlp(1, 8, 1) { Activation = new Tanh() };
        return name == "lstm"
            ? new MetaLstm(model, Loss.MeanSquaredError) { Steps = 3, Units = 6, DifferentiatesGradients = exact, RecomputesSteps = recomputes }
            : new LearnedOptimizer(model, Loss.MeanSquaredError) { Steps = 3, Units = 6, DifferentiatesGradients = exact, RecomputesSteps = recomputes };
    }

    private static Dictionary<string, double[]> Values(MetaLearner learner)
    {
        // Weights as large as those of a trained rule: at their start the gates hardly move.
        var random = new RandomStream(2);
        return learner.Parameters.ToDictionary(parameter => parameter.Name, parameter => Enumerable.Range(0, parameter.Shape.Count).Select(_ => 0.5 * random.Normal()).ToArray());
    }

    // One episode of one support row with target a and one query row with target b; what is not given is 0.
    private static (double Loss, Dictionary<string, double[]> Gradients) MetaGradient(MetaLearner learner, Dictionary<string, double[]> values)
    {
        var inputs = new EpisodeInputs(new(1, 1, new(1), new(1)));
        var (loss, gradients) = learner.MetaGradientOf(inputs);
        var leaves = learner.Parameters.ToDictionary(p => (Expression)p, p => values.GetValueOrDefault(p.Name) ?? new double[p.Shape.Count]);
        (leaves[inputs.SupportX], leaves[inputs.SupportY], leaves[inputs.QueryX], leaves[inputs.QueryY]) = ([0.8], [A], [-0.6], [B]);
        var results = Program.Evaluate<double>([loss, .. gradients], leaves);
        return (results[0][0], learner.Parameters.Select((parameter, i) => (parameter.Name, results[i + 1])).ToDictionary());
    }

    private static double[] Adapted(LearnedRule learner, Dictionary<string, double[]> values, double[] x, double[] y)
    {
        Input supportX = new("x", new(x.Length, 1)), supportY = new("y", new(y.Length, 1));
        var leaves = learner.Parameters.ToDictionary(p => (Expression)p, p => values[p.Name]);
        (leaves[supportX], leaves[supportY]) = (x, y);
        return [.. Program.Evaluate<double>(learner.Adapt(supportX, supportY, learner.Steps)[^1], leaves).SelectMany(array => array)];
    }

    private static double[] Preprocessed(double x)
        => Math.Abs(x) >= Math.Exp(-10) ? [Math.Log(Math.Abs(x)) / 10, Math.Sign(x)] : [-1, Math.Exp(10) * x];

    private static double Sigma(double x) => 1 / (1 + Math.Exp(-x));

    private static double Dot(IEnumerable<double> x, IEnumerable<double> y) => x.Zip(y, (a, b) => a * b).Sum();

    /// <summary>The cell in plain numbers, for one coordinate.</summary>
    private sealed class ScalarLstm(int units, Dictionary<string, double[]> values, string name)
    {
        private double[] h = new double[units], c = new double[units];

        public double[] Step(double[] x)
        {
            double Gate(string gate, int row) => Dot(values[$"{name}.{gate}.weight_x"].Skip(row * x.Length).Take(x.Length), x)
                + Dot(values[$"{name}.{gate}.weight_h"].Skip(row * units).Take(units), h) + values[$"{name}.{gate}.bias"][row];
            var rows = Enumerable.Range(0, units);
            c = [.. rows.Select(row => Sigma(Gate("forget", row)) * c[row] + Sigma(Gate("input", row)) * Math.Tanh(Gate("candidate", row)))];
            return h = [.. rows.Select(row => Sigma(Gate("output", row)) * Math.Tanh(c[row]))];
        }
    }
}
