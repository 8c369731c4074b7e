using System.Diagnostics;
using MetaLearn.Algorithms;
using MetaLearn.Autodiff;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Tests.Algorithms;

[Collection(nameof(Alone))]
public sealed class ImplicitMamlMemoryTests
{
    private const double MillisecondsAStep = 10;

    [Theory]
    [InlineData("gradient descent")]
    [InlineData("adam")]
    [InlineData("newton")]
    public void Memory_does_not_grow_with_the_inner_steps(string solver)
    {
        int[] counts = solver == "gradient descent" ? [5, 50, 500] : [5, 20, 60];
        long[] bytes = [.. counts.Select(steps => Compile(Learner(solver, steps)).PeakBytes(episodes: 1))];
        // Not to the byte: where the planner finds room for the values of one step varies with what comes before and after.
        Assert.All(bytes, found => Assert.InRange(found, 0.9 * bytes[0], 1.1 * bytes[0]));
        Assert.InRange(bytes[2], 0, 1.02 * bytes[1]);
    }

    [Fact]
    public void Unrolling_the_same_steps_takes_memory_for_each()
    {
        long[] bytes = [.. ((int[])[5, 20]).Select(steps =>
        {
            var learner = Learner("gradient descent", steps);
            var loss = learner.MetaLoss(Inputs);
            return Program.Compile<float>([MeanOverEpisodes(loss), .. Gradient(loss, learner.Parameters).Select(MeanOverEpisodes)]).PeakBytes(1);
        })];
        Assert.True(bytes[1] > 2 * bytes[0], string.Join(", ", bytes));
        Assert.True(bytes[0] > Compile(Learner("gradient descent", 20)).PeakBytes(1));
    }

    [Fact]
    public void Five_hundred_steps_compile_in_ten_milliseconds_each()
    {
        Compile(Learner("gradient descent", 20));
        var clock = Stopwatch.StartNew();
        Compile(Learner("gradient descent", 500));
        Assert.InRange(clock.Elapsed.TotalMilliseconds, 0, 500 * MillisecondsAStep);
    }

    private static ImplicitMaml Learner(string solver, int steps) => new(new Mlp(1, 40, 40, 1), Loss.MeanSquaredError)
    {
        Steps = steps,
        Solver = solver switch
        {
            "adam" => new GradientSolver { Optimizer = new Adam() },
            "newton" => new NewtonSolver { Linear = new ConjugateGradient { Steps = 3 } },
            _ => new GradientSolver { LearningRate = 0.01 },
        },
    };

    private static EpisodeInputs Inputs => new(new(10, 10, new(1), new(1)));

    private static Program<float> Compile(ImplicitMaml learner)
    {
        var (loss, gradients) = learner.MetaGradientOf(Inputs);
        return Program.Compile<float>([MeanOverEpisodes(loss), .. gradients.Select(MeanOverEpisodes)]);
    }
}
