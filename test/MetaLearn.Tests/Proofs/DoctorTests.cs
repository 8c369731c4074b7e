using System.Collections.Immutable;
using MetaLearn.Algorithms;
using MetaLearn.Episodes;
using MetaLearn.Files;
using MetaLearn.Losses;
using MetaLearn.Models;
using MetaLearn.Optimizers;
using MetaLearn.Proofs;
using MetaLearn.Training;

namespace MetaLearn.Tests.Proofs;

public sealed class DoctorTests
{
    private static readonly Sinusoids Curves = new();

    private static readonly TrainingOptions Steady = new()
    {
        Iterations = 1000,
        MetaBatch = 25,
        Threads = 1,
        ValidateEvery = 100,
        ValidationEpisodes = 50,
        LearningRate = Schedules.Cosine(0.005, 1000),
    };

    private static readonly TrainingOptions Brief = Steady with { Iterations = 400, MetaBatch = 10, ValidateEvery = 40, LearningRate = Schedules.Cosine(0.005, 400) };

    private static Mlp Network() => new(1, 20, 20, 1);

    private static Func<double, Maml> Maml(Module model, double rate = 0.01, int steps = 1, bool firstOrder = false)
        => factor => new(model, Loss.MeanSquaredError) { InnerLearningRate = rate * factor, Steps = steps, IsFirstOrder = firstOrder };

    [Fact]
    public void A_healthy_run_gets_no_diagnosis() => Assert.Empty(Names(Examine(Maml(Network()), Curves, Steady)));

    [Fact]
    public void An_inner_rate_that_is_too_large_is_found() => First("inner rate too large", Examine(Maml(Network(), rate: 1), Curves, Brief));

    [Fact]
    public void An_inner_rate_that_is_too_small_is_found() => First("inner rate too small", Examine(Maml(Network(), rate: 1e-5), Curves, Brief));

    [Fact]
    public void Episodes_that_are_all_one_problem_gain_nothing()
        => First("no adaptation gain", Examine(Maml(Network()), new Sinusoids { Amplitude = new(2, 2), PhaseRange = new(1, 1), Noise = 0.5 }, Steady));

    [Fact]
    public void Dead_units_are_found()
    {
        var model = new Mlp(1, 20, 20, 1) { BiasInitializer = (shape, _) => [.. Enumerable.Repeat(-20.0, shape.Count)] };
        First("dead units", Examine(Maml(model), Curves, Brief));
    }

    [Fact]
    public void A_support_set_that_is_the_query_set_is_found() => First("support set equals query set", Examine(Maml(Network()), new SupportAsQuery(Curves), Brief));

    [Fact]
    public void A_large_first_order_gap_is_found() => First("first-order gap", Examine(Maml(Network(), rate: 0.1, steps: 5, firstOrder: true), Curves, Brief));

    [Fact]
    public void An_exploding_meta_gradient_is_found()
    {
        var model = new Mlp(1, 20, 20, 1) { Activation = new Tanh(), WeightInitializer = Initializers.KaimingNormal(), BiasInitializer = Initializers.Zeros };
        First("exploding meta-gradient", Examine(Maml(model, rate: 0.05, steps: 30), Curves, Brief with { Iterations = 40, ValidateEvery = 10 }));
    }

    [Fact]
    public void An_outer_rate_that_is_too_large_is_found() => First("outer rate too large", Examine(Maml(Network()), Curves, Brief with { LearningRate = Schedules.Constant(1) }));

    [Fact]
    public void Too_few_iterations_are_found()
        => First("too few iterations", Examine(Maml(Network()), Curves, Steady with { Iterations = 400, ValidateEvery = 20, LearningRate = Schedules.Constant(0.003) }));

    [Fact]
    public void Over_fitting_to_few_meta_training_episodes_is_found()
    {
        var few = new MemoryEpisodes(Enumerable.Range(0, 3).Select(i => Curves.Sample(77, i)), new(1), new(1));
        First("over-fitting to meta-training", Examine(Maml(Network()), few, Steady));
    }

    [Fact]
    public void Targets_that_are_constant_are_found() => First("targets are constant", Examine(Maml(Network()), new SupportAsQuery(Curves) { Target = 2 }, Brief));

    [Fact]
    public void A_learner_without_an_inner_loop_is_examined_without_blaming_one()
    {
        var learner = new Pretrained(Network(), Loss.MeanSquaredError);
        var names = Names(Doctor.Examine(new Patient { Learner = learner, Parameters = Trained(learner, Curves, Brief, []), Training = Curves, Validation = Curves, Options = Brief }));
        Assert.DoesNotContain(names, name => name.Contains("inner", StringComparison.Ordinal) || name.Contains("adaptation", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_diagnosis_says_a_number_a_reason_and_an_option()
    {
        var diagnoses = Examine(Maml(Network(), rate: 1), Curves, Brief);
        Assert.All(diagnoses, diagnosis =>
        {
            Assert.Matches("[0-9]", diagnosis.Measured);
            Assert.NotEmpty(diagnosis.Why);
            Assert.Contains("--", diagnosis.Try, StringComparison.Ordinal);
        });
    }

    private static void First(string name, IReadOnlyList<Diagnosis> diagnoses)
        => Assert.True(diagnoses.Count > 0 && diagnoses[0].Name == name, $"Expected {name}, found {string.Join("; ", diagnoses.Select(one => $"{one.Name} ({one.Measured})"))}.");

    private static IEnumerable<string> Names(IReadOnlyList<Diagnosis> diagnoses) => diagnoses.Select(diagnosis => $"{diagnosis.Name}: {diagnosis.Measured}");

    private static IReadOnlyList<Diagnosis> Examine(Func<double, MetaLearner> learner, IEpisodeSource source, TrainingOptions options)
    {
        List<MetricsLine> lines = [];
        var validation = source is MemoryEpisodes ? Curves : source;
        return Doctor.Examine(new Patient
        {
            Learner = learner(1),
            Parameters = Trained(learner(1), source, options, lines),
            Training = source,
            Validation = validation,
            Options = options,
            Metrics = lines,
            WithInnerRate = learner,
        });
    }

    private static IReadOnlyList<float[]> Trained(MetaLearner learner, IEpisodeSource source, TrainingOptions options, List<MetricsLine> lines)
    {
        using var trainer = new Trainer(learner, source, options, source is MemoryEpisodes ? Curves : source);
        return trainer.Run(report: progress => lines.Add(new(progress.Iteration, new Dictionary<string, double>
        {
            ["meta_loss"] = progress.MetaLoss,
            ["validation_loss"] = progress.Validation!.Value.Mean, // Every log line of these options has one.
        }.ToImmutableSortedDictionary()))).Selected;
    }

    /// <summary>Another source's episodes whose query set is the support set.</summary>
    private sealed class SupportAsQuery(IEpisodeSource source) : IEpisodeSource
    {
        /// <summary>What every target is instead; the query set is then the source's own.</summary>
        public float? Target { get; init; }

        public EpisodeShape Shape => source.Shape;

        public Episode Sample(ulong seed, long index)
        {
            var episode = source.Sample(seed, index);
            if (Target is not { } target) return episode with { Query = episode.Support };
            Examples Constant(Examples examples) => examples with { Y = Enumerable.Repeat(target, examples.Y.Length).ToArray() };
            return episode with { Support = Constant(episode.Support), Query = Constant(episode.Query) };
        }
    }
}
