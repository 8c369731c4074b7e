using System.Text.Json;
using MetaLearn.Autodiff;
using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Optimizers;

/// <summary>Ten steps of every optimiser, clipping and schedule against stored trajectories of <c>torch.optim</c>.</summary>
public sealed class PyTorchTrajectoryTests
{
    private static readonly JsonElement Golden = GoldenFile.Read("outer-optimizers");

    public static TheoryData<string> Cases => [.. Golden.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_outer_loop_follows_PyTorchs_trajectory(string name)
    {
        var golden = Case(name);
        var (optimizer, schedule) = (OptimizerOf(golden), ScheduleOf(golden));
        var parameters = Tensors("start").Select(t => new Parameter(t.Name, t.Shape)).ToArray();
        var slots = optimizer.InitialState(parameters);
        Input[] state = [.. slots.Select(slot => new Input(slot.Name, slot.Shape, isPerEpisode: false))];
        Input rate = new("rate", Shape.Scalar, isPerEpisode: false), number = new("step", Shape.Scalar, isPerEpisode: false);
        var step = optimizer.Update(parameters, Functions.Gradient(Objective(parameters), parameters), state, rate, number);
        using var executor = Program.Compile<double>([.. step.Parameters, .. step.State]).CreateExecutor(episodes: 1);

        Expression[] carried = [.. parameters, .. state];
        double[][] values = [.. Tensors("start").Select(t => t.Values), .. slots.Select(slot => Enumerable.Repeat(slot.InitialValue, slot.Shape.Count).ToArray())];
        var (rates, trajectory) = (GoldenFile.Numbers(golden.GetProperty("learning_rates")), Trajectory(golden));
        for (var t = 0; t < trajectory.Length; t++)
        {
            Near.Equal([rates[t]], [schedule(t)], 1e-15);
            executor[rate][0] = schedule(t);
            if (executor.Program.Leaves.Contains(number)) executor[number][0] = t + 1;
            for (var i = 0; i < carried.Length; i++) values[i].CopyTo(executor[carried[i]]);
            executor.Run();
            for (var i = 0; i < carried.Length; i++) values[i] = executor.Output(i).ToArray();
            for (var i = 0; i < parameters.Length; i++) Near.Equal(trajectory[t][i], values[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_unrolled_inner_loop_ends_where_PyTorchs_trajectory_ends(string name)
    {
        var golden = Case(name);
        var (optimizer, schedule, trajectory) = (OptimizerOf(golden), ScheduleOf(golden), Trajectory(golden));
        Expression[] start = [.. Tensors("start").Select(t => new Parameter(t.Name, t.Shape))];
        var step = new OptimizerStep(start, [.. optimizer.InitialState(start).Select(slot => slot.Initial)]);
        for (var t = 0; t < trajectory.Length; t++)
            step = optimizer.Update(step.Parameters, Functions.Gradient(Objective(step.Parameters), step.Parameters), step.State, schedule(t), t + 1);
        var leaves = start.Zip(Tensors("start")).ToDictionary(pair => pair.First, pair => pair.Second.Values);
        var values = Program.Evaluate<double>(step.Parameters, leaves);
        for (var i = 0; i < start.Length; i++) Near.Equal(trajectory[^1][i], values[i]);
    }

    /// <summary>Σ a (x − b)² / 2 + c x⁴ / 4, as the file's origin says.</summary>
    private static Expression Objective(IReadOnlyList<Expression> x)
    {
        Expression sum = 0;
        for (var i = 0; i < x.Count; i++)
        {
            var (a, b, c) = (Fixed("a", i), Fixed("b", i), Fixed("c", i));
            var square = x[i] * x[i];
            sum += Functions.Sum(0.5 * a * (x[i] - b) * (x[i] - b) + 0.25 * c * square * square);
        }
        return sum;
    }

    private static Expression Fixed(string name, int index) => Functions.Constant(Tensors(name)[index].Values, Tensors(name)[index].Shape);

    private static (string Name, Shape Shape, double[] Values)[] Tensors(string name)
        => [.. Golden.GetProperty(name).EnumerateArray().Select(t => (t.GetProperty("name").GetString()!, new Shape(GoldenFile.Tensor(t).Shape), GoldenFile.Tensor(t).Values))];

    private static JsonElement Case(string name) => Golden.GetProperty("cases").EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    private static double[][][] Trajectory(JsonElement golden)
        => [.. golden.GetProperty("trajectory").EnumerateArray().Select(step => step.EnumerateArray().Select(GoldenFile.Numbers).ToArray())];

    private static Optimizer OptimizerOf(JsonElement golden)
    {
        var settings = golden.GetProperty("optimizer");
        double Setting(string name) => settings.GetProperty(name).GetDouble();
        var kind = settings.GetProperty("name").GetString();
        Optimizer optimizer = kind switch
        {
            "sgd" => new Sgd(),
            "momentum" or "nesterov" => new Sgd { Momentum = Setting("momentum"), Nesterov = kind == "nesterov" },
            "rmsprop" => new RmsProp { Decay = Setting("decay"), Epsilon = Setting("epsilon") },
            "adagrad" => new Adagrad { Epsilon = Setting("epsilon") },
            "adam" => new Adam { Beta1 = Setting("beta1"), Beta2 = Setting("beta2"), Epsilon = Setting("epsilon") },
            "adamw" => new AdamW { Beta1 = Setting("beta1"), Beta2 = Setting("beta2"), Epsilon = Setting("epsilon"), WeightDecay = Setting("weight_decay") },
            _ => throw new InvalidDataException($"Unknown optimiser {kind}."),
        };
        var transformations = new List<GradientTransformation>();
        var clip = golden.GetProperty("clip");
        if (clip.ValueKind == JsonValueKind.Object)
        {
            var maximum = clip.GetProperty("maximum").GetDouble();
            transformations.Add(clip.GetProperty("name").GetString() == "norm" ? new ClipByNorm(maximum) : new ClipByValue(maximum));
        }
        if (kind != "adamw" && settings.TryGetProperty("weight_decay", out var decay)) transformations.Add(new WeightDecay(decay.GetDouble()));
        return optimizer with { Transformations = transformations };
    }

    private static Schedule ScheduleOf(JsonElement golden)
    {
        var rate = golden.GetProperty("learning_rate").GetDouble();
        var settings = golden.GetProperty("schedule");
        if (settings.ValueKind == JsonValueKind.Null) return Schedules.Constant(rate);
        double Setting(string name) => settings.GetProperty(name).GetDouble();
        return settings.GetProperty("name").GetString() switch
        {
            "step" => Schedules.Step(rate, (long)Setting("step_size"), Setting("gamma")),
            "cosine" => Schedules.Cosine(rate, (long)Setting("total_steps"), Setting("minimum")),
            "linear" when Setting("end_factor") == 1 => Schedules.WarmUp(Schedules.Constant(rate), (long)Setting("total_steps"), Setting("start_factor")),
            "linear" => Schedules.Linear(rate * Setting("start_factor"), rate * Setting("end_factor"), (long)Setting("total_steps")),
            var name => throw new InvalidDataException($"Unknown schedule {name}."),
        };
    }
}
