using MetaLearn.Algorithms;
using MetaLearn.Models;
using static MetaLearn.Tests.Algorithms.Trained;

namespace MetaLearn.Tests.Algorithms;

public sealed class AdaptedModelTests
{
    private static readonly float[] Queries = [.. Enumerable.Range(0, 200).Select(i => (float)Math.Sin(0.7 * i) * 5)];

    public static TheoryData<string> Activations => ["relu", "tanh", "sigmoid", "softplus", "gelu"];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(12)]
    public void Adding_an_example_is_adapting_to_all_of_them_and_removing_it_gives_back_the_bits(int rows)
    {
        foreach (var trained in new[] { Maml(), Neighbours() })
        {
            var (x, y) = Support(rows + 1);
            var before = trained.Adapt(x.AsSpan(0, rows), y.AsSpan(0, rows));
            var after = before.With(x.AsSpan(rows), y.AsSpan(rows));
            AssertSameBits(trained.Adapt(x, y), after);
            AssertSameBits(before, after.Without(rows));
            Assert.Equal(rows, before.SupportRows);
            Assert.NotEqual(Bits(before.Predict([0.3f])), Bits(after.Predict([0.3f])));
        }
    }

    [Fact]
    public void Removing_from_the_middle_is_adapting_to_the_others_in_their_order()
    {
        var trained = Maml();
        var (x, y) = Support(6);
        AssertSameBits(trained.Adapt([.. x[..2], .. x[3..]], [.. y[..2], .. y[3..]]), trained.Adapt(x, y).Without(2));
    }

    [Fact]
    public void Correcting_an_example_is_adapting_to_the_corrected_ones_and_correcting_it_back_gives_back_the_bits()
    {
        var trained = Maml();
        var (x, y) = Support(5);
        var before = trained.Adapt(x, y);
        float[] right = [.. y];
        right[3] = 9;
        var after = before.WithCorrected(3, [9]);
        AssertSameBits(trained.Adapt(x, right), after);
        AssertSameBits(before, after.WithCorrected(3, y.AsSpan(3, 1)));
    }

    [Fact]
    public void The_caller_s_arrays_are_not_the_model_s()
    {
        var (x, y) = Support(5);
        var adapted = Maml().Adapt(x, y);
        var before = adapted.With([1], [2]);
        Array.Clear(x);
        Array.Clear(y);
        AssertSameBits(before, adapted.With([1], [2]));
    }

    [Theory]
    [MemberData(nameof(Activations))]
    public void A_row_s_prediction_has_the_same_bits_whatever_other_rows_are_asked_for_with_it(string activation)
    {
        Module function = activation switch { "relu" => new Relu(), "tanh" => new Tanh(), "sigmoid" => new Sigmoid(), "softplus" => new Softplus(), _ => new Gelu() };
        foreach (var hidden in new int[][] { [1], [3, 2], [40, 40], [5, 520] })
        {
            var adapted = Adapt(Maml(activation: function, hidden: hidden), 5);
            AssertRowsAreIndependent(adapted);
        }
    }

    [Fact]
    public void Rows_are_independent_where_the_state_is_the_support_set_and_where_no_x_counts()
    {
        AssertRowsAreIndependent(Adapt(Neighbours(), 9));
        var adapted = Constant().Adapt([1, 2], [3, 5]);
        foreach (var rows in new[] { 1, 2, 3, 9, 70 }) Assert.Equal(Enumerable.Repeat(4f, rows), adapted.Predict(new float[rows]));
    }

    private static void AssertRowsAreIndependent(AdaptedModel adapted)
    {
        var alone = Queries.Select(x => adapted.Predict([x])[0]).ToArray();
        foreach (var rows in new[] { 2, 3, 7, 8, 9, 16, 17, 63, 64, 65, 129, 200 })
            for (var start = 0; start + rows <= Queries.Length; start += 37)
                Assert.Equal(Bits(alone.AsSpan(start, rows)), Bits(adapted.Predict(Queries.AsSpan(start, rows))));
    }

    [Fact]
    public void Many_threads_adapt_and_predict_from_one_model_with_the_bits_of_one_thread()
    {
        int Rows(int i) => 1 + i % 7;
        var alone = Maml();
        var expected = Enumerable.Range(0, 60).Select(i => Adapt(alone, Rows(i), i).Predict(Queries.AsSpan(0, 1 + i))).ToArray();
        var shared = Maml();
        Parallel.For(0, 240, new() { MaxDegreeOfParallelism = 8 }, i =>
        {
            i %= 60;
            var adapted = Adapt(shared, Rows(i), i);
            Assert.Equal(Bits(expected[i]), Bits(adapted.Predict(Queries.AsSpan(0, 1 + i))));
            Assert.Equal(Bits(expected[i]), Bits(adapted.With([1], [1]).Without(Rows(i)).Predict(Queries.AsSpan(0, 1 + i))));
        });
    }

    [Fact]
    public void Predicting_into_the_caller_s_memory_allocates_nothing_and_is_the_same()
    {
        var adapted = Adapt(Maml(), 5);
        var into = new float[100];
        adapted.Predict(Queries.AsSpan(0, 100), into);
        var before = GC.GetAllocatedBytesForCurrentThread();
        adapted.Predict(Queries.AsSpan(0, 100), into);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(adapted.Predict(Queries.AsSpan(0, 100)), into);
    }

    [Fact]
    public void More_numbers_of_support_rows_than_are_kept_compiled_give_the_same_bits()
    {
        var trained = Maml(hidden: []);
        var first = Adapt(trained, 1);
        for (var rows = 2; rows <= 80; rows++) Adapt(trained, rows);
        AssertSameBits(first, Adapt(trained, 1));
        Assert.Equal(Bits(first.Predict(Queries)), Bits(Adapt(Maml(hidden: []), 1).Predict(Queries)));
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_numbers()
    {
        var trained = Maml();
        var adapted = Adapt(trained, 3);
        Refused<ArgumentException>(() => trained.Adapt([1, 2], [1]), "2 numbers and support y 1");
        Refused<ArgumentException>(() => trained.Adapt([], []), "at least 1");
        Refused<ArgumentException>(() => trained.Adapt([1, float.NaN], [1, 2]), "support x holds NaN");
        Refused<ArgumentException>(() => trained.Adapt([1, 2], [1, float.PositiveInfinity]), "support y holds");
        Refused<ArgumentException>(() => adapted.With([1, 2], [1]), "x holds 2 numbers; one row has 1");
        Refused<ArgumentException>(() => adapted.With([1], [float.NaN]), "NaN");
        Refused<ArgumentException>(() => adapted.WithCorrected(1, []), "y holds 0 numbers");
        Refused<ArgumentOutOfRangeException>(() => adapted.WithCorrected(3, [1]), "numbered 0 to 2");
        Refused<ArgumentOutOfRangeException>(() => adapted.Without(-1), "numbered 0 to 2");
        Refused<InvalidOperationException>(() => adapted.Without(0).Without(0).Without(0), "only example");
        Refused<ArgumentException>(() => adapted.Predict([]), "at least one");
        Refused<ArgumentException>(() => adapted.Predict([1, 2], new float[3]), "3 places; 2 rows of 1");
    }

    private static void Refused<T>(Action action, string part) where T : Exception => Assert.Contains(part, Assert.Throws<T>(action).Message, StringComparison.Ordinal);
}
