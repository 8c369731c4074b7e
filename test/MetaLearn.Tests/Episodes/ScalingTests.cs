using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Episodes;

namespace MetaLearn.Tests.Episodes;

public class ScalingTests
{
    private static EpisodeTable Table(params EpisodeGroup[] groups) => new() { Source = "t.csv", Features = ["a", "b"], Targets = ["y"], Groups = groups };

    private static readonly EpisodeGroup First = new("first", new double[] { 1, 5, 3, 5 }, new double[] { 10, 20 }, 2);

    private static readonly EpisodeGroup Second = new("second", new double[] { 5, 5 }, new double[] { 60 }, 1);

    private static readonly EpisodeGroup HeldOut = new("held out", new double[] { 1e6, 1e6 }, new double[] { 1e6 }, 1);

    [Fact]
    public void Means_and_deviations_are_over_all_training_rows_and_a_constant_columns_deviation_is_1()
    {
        var scaling = Scaling.Learn(Table(First, Second));
        Assert.Equal([3, 5], scaling.FeatureMeans.ToArray());
        Assert.Equal(Math.Sqrt(8.0 / 3), scaling.FeatureDeviations[0], 1e-12);
        Assert.Equal(1, scaling.FeatureDeviations[1]);
        Assert.Equal(30, scaling.TargetMeans[0], 1e-12);
        Assert.Equal(Math.Sqrt((400 + 100 + 900) / 3.0), scaling.TargetDeviations[0], 1e-12);
    }

    [Fact]
    public void Groups_outside_the_training_split_have_no_say()
    {
        var all = Table(First, HeldOut, Second);
        var scaling = Scaling.Learn(all.Only(["first", "second"]));
        Assert.Equal(Scaling.Learn(Table(First, Second)).TargetMeans.ToArray(), scaling.TargetMeans.ToArray());
        Assert.NotEqual(Scaling.Learn(all).TargetMeans.ToArray(), scaling.TargetMeans.ToArray());
    }

    [Fact]
    public void A_constant_column_that_no_binary_number_hits_still_has_deviation_1()
    {
        var column = Enumerable.Repeat(0.1, 30).ToArray();
        var scaling = Scaling.Learn(new() { Source = "t", Features = ["a"], Targets = ["y"], Groups = [new("g", column, column, 30)] });
        Assert.Equal((0.1, 1.0), (scaling.FeatureMeans[0], scaling.FeatureDeviations[0]));
    }

    [Fact]
    public void Large_offsets_keep_their_differences()
    {
        // In float, 1.7e9 and 1.7e9 + 1 are the same number.
        var column = new[] { 1.7e9, 1.7e9 + 1 };
        var scaling = Scaling.Learn(new() { Source = "t", Features = ["a"], Targets = ["y"], Groups = [new("g", column, column, 2)] });
        var scaled = new float[2];
        scaling.ApplyFeatures(column, scaled);
        Assert.Equal([-1, 1], scaled);
    }

    [Fact]
    public void Inverting_a_scaled_target_gives_it_back()
        => Prop.ForAll(Gen.Choose(-1000, 1000).Two().ToArbitrary(), numbers =>
        {
            var scaling = new Scaling([0], [1], [numbers.Item1], [17]);
            var (scaled, back) = (new float[1], new double[1]);
            scaling.ApplyTargets([numbers.Item2], scaled);
            scaling.InvertTargets(scaled, back);
            Assert.Equal(numbers.Item2, back[0], 1e-3);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithReplay(1UL, 1UL));

    [Fact]
    public void A_scaling_made_of_the_stored_numbers_is_the_same()
    {
        var learned = Scaling.Learn(Table(First, Second));
        var loaded = new Scaling(learned.FeatureMeans.AsSpan(), learned.FeatureDeviations.AsSpan(), learned.TargetMeans.AsSpan(), learned.TargetDeviations.AsSpan());
        Assert.Equal(learned.FeatureMeans.ToArray(), loaded.FeatureMeans.ToArray());
        Assert.Equal(learned.FeatureDeviations.ToArray(), loaded.FeatureDeviations.ToArray());
        Assert.Equal(learned.TargetMeans.ToArray(), loaded.TargetMeans.ToArray());
        Assert.Equal(learned.TargetDeviations.ToArray(), loaded.TargetDeviations.ToArray());
    }

    [Fact]
    public void Impossible_numbers_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Scaling([0], [0], [0], [1]));
        Assert.Throws<ArgumentException>(() => new Scaling([0], [1], [double.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new Scaling([0, 1], [1], [0], [1]));
        Assert.Throws<ArgumentException>(() => new Scaling([], [], [0], [1]));
        Assert.Throws<ArgumentException>(() => new Scaling([0, 0], [1, 1], [0], [1]).ApplyFeatures([1, 2, 3], new float[3]));
        Assert.Throws<ArgumentException>(() => Scaling.Learn(Table()));
    }
}
