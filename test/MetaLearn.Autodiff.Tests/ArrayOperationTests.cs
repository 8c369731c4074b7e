namespace MetaLearn.Autodiff.Tests;

public sealed class ArrayOperationTests
{
    [Fact]
    public void Transpose_swaps_the_last_two_axes_of_every_matrix()
    {
        var x = Transpose(Compute.Ramp(2, 2, 3));
        Assert.Equal(new Shape(2, 3, 2), x.Shape);
        Assert.Equal([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11], Compute.Values(x));
    }

    [Fact]
    public void Transpose_of_matrices_larger_than_a_tile_is_exact()
    {
        const int Rows = 37, Columns = 50;
        var values = Compute.Values(Transpose(Compute.Ramp(2, Rows, Columns)));
        for (var i = 0; i < values.Length; i++)
        {
            var (matrix, column, row) = (i / (Rows * Columns), i / Rows % Columns, i % Rows);
            Assert.Equal((matrix * Rows + row) * Columns + column, values[i]);
        }
    }

    [Theory]
    [InlineData(0, 1, 2, 3)]
    [InlineData(3, 2, 1, 0)]
    [InlineData(1, 0, 2, 3)]
    [InlineData(0, 3, 1, 2)]
    [InlineData(-2, -1, 0, 1)]
    public void Transpose_moves_axis_by_axis(params int[] permutation)
    {
        Shape shape = new(2, 3, 1, 4);
        var y = Transpose(Compute.Ramp(2, 3, 1, 4), permutation);
        var values = Compute.Values(y);
        Span<int> place = stackalloc int[4];
        for (var i = 0; i < values.Length; i++)
        {
            var rest = i;
            for (var axis = 3; axis >= 0; rest /= y.Shape[axis--]) place[shape.Axis(permutation[axis])] = rest % y.Shape[axis];
            Assert.Equal(((place[0] * 3 + place[1]) * 1 + place[2]) * 4 + place[3], values[i]);
        }
    }

    [Fact]
    public void Slice_and_pad_move_along_any_axis()
    {
        Assert.Equal([1, 2, 4, 5], Compute.Values(Slice(Compute.Ramp(2, 3), -1, 1, 2)));
        Assert.Equal([3, 4, 5], Compute.Values(Slice(Compute.Ramp(2, 3), 0, 1, 1)));
        Assert.Equal([0, 0, 1, 0, 0, 0, 2, 3, 0, 0], Compute.Values(Pad(Compute.Ramp(2, 2), 1, 1, 2)));
        Assert.Equal([0, 0, 0, 1, 2, 3], Compute.Values(Pad(Compute.Ramp(2, 2), 0, 1, 0)));
        Assert.Equal(new Shape(2, 0), Slice(Compute.Ramp(2, 3), 1, 3, 0).Shape);
    }

    [Fact]
    public void Concatenate_and_stack_join_along_any_axis()
    {
        Assert.Equal([0, 1, 0, 2, 3, 1], Compute.Values(Concatenate(1, Compute.Ramp(2, 2), Compute.Ramp(2, 1))));
        Assert.Equal([0, 1, 2, 3, 0, 1], Compute.Values(Concatenate(0, Compute.Ramp(2, 2), Compute.Ramp(1, 2))));
        var stacked = Stack(-1, Compute.Ramp(2, 2), 10 + Compute.Ramp(2, 2), 20 + Compute.Ramp(2, 2));
        Assert.Equal(new Shape(2, 2, 3), stacked.Shape);
        Assert.Equal([0, 10, 20, 1, 11, 21, 2, 12, 22, 3, 13, 23], Compute.Values(stacked));
        Assert.Equal([5, 6], Compute.Values(Stack(0, 5, 6)));
    }

    [Fact]
    public void Gather_picks_rows_and_scatter_add_returns_them()
    {
        var indices = Constant([2, 0, 2], new(3));
        Assert.Equal([4, 5, 0, 1, 4, 5], Compute.Values(Gather(Compute.Ramp(3, 2), indices)));
        Assert.Equal([2, 3, 0, 0, 4, 6, 0, 0], Compute.Values(ScatterAdd(indices, Compute.Ramp(3, 2), 4)));
        Assert.Equal(new Shape(1, 2, 2), Gather(Compute.Ramp(3, 2), Compute.Ramp(1, 2)).Shape);
        Assert.Equal([1], Compute.Values(Gather(Compute.Ramp(3), 1)));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-1)]
    [InlineData(0.5)]
    [InlineData(double.NaN)]
    [InlineData(1e300)]
    public void An_index_that_names_no_row_stops_the_run(double index)
    {
        var indices = Constant([0, index], new(2));
        var number = index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var gather = Assert.Throws<ArgumentOutOfRangeException>(() => Compute.Values(Gather(Compute.Ramp(3, 2), indices)));
        Assert.StartsWith($"Gather: index {number} at position 1 is not a whole number in [0, 3).", gather.Message);
        var scatter = Assert.Throws<ArgumentOutOfRangeException>(() => Compute.Values(ScatterAdd(indices, Compute.Ramp(2), 3)));
        Assert.StartsWith($"ScatterAdd: index {number} at position 1 is not a whole number in [0, 3).", scatter.Message);
    }

    [Fact]
    public void An_index_that_names_no_row_is_reported_from_any_thread()
    {
        var index = new Input("index", new(1));
        using var executor = Program.Compile<float>(Gather(Compute.Ramp(3), index)).CreateExecutor(episodes: 4, threads: 2);
        executor[index][3] = 7;
        var exception = Assert.ThrowsAny<Exception>(() => executor.Run());
        Assert.Contains("Gather: index 7 at position 0 is not a whole number in [0, 3).", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ScatterAdd_adds_in_the_order_of_the_indices()
    {
        // 1e16 + 1 rounds to 1e16, so the order shows.
        var updates = Constant([1, 1e16, -1e16, 1e16, -1e16, 1], new(6));
        Assert.Equal([0, 1], Compute.Values(ScatterAdd(Constant([0, 0, 0, 1, 1, 1], new(6)), updates, 2)));
    }

    [Fact]
    public void CumulativeSum_adds_from_either_end()
    {
        Assert.Equal([0, 1, 3, 3, 7, 12], Compute.Values(CumulativeSum(Compute.Ramp(2, 3), -1)));
        Assert.Equal([3, 3, 2, 12, 9, 5], Compute.Values(CumulativeSum(Compute.Ramp(2, 3), 1, reverse: true)));
        Assert.Equal([0, 1, 2, 3, 5, 7], Compute.Values(CumulativeSum(Compute.Ramp(2, 3), 0)));
        Assert.Equal([3, 5, 7, 3, 4, 5], Compute.Values(CumulativeSum(Compute.Ramp(2, 3), 0, reverse: true)));
    }

    [Fact]
    public void ArgMax_is_the_first_place_of_the_largest()
    {
        var x = Constant([1, 3, 3, 5, 5, 2], new(2, 3));
        Assert.Equal([1, 0], Compute.Values(ArgMax(x)));
        Assert.Equal([1, 1, 0], Compute.Values(ArgMax(x, 0)));
        Assert.Equal([1], Compute.Values(ArgMax(Constant([1, double.NaN, 7, double.NaN], new(4)))));
        Assert.Equal([0], Compute.Values(ArgMax(Constant([double.NegativeInfinity, double.NegativeInfinity], new(2)))));
    }

    [Fact]
    public void A_gradient_through_ArgMax_is_refused()
    {
        var x = new Parameter("x", new(2, 3));
        var exception = Assert.Throws<NotSupportedException>(() => Gradient(Sum(ArgMax(x) * Sum(x, [1])), x));
        Assert.StartsWith("ArgMax is not differentiable: a gradient was asked through ArgMax of shape [2, 3].", exception.Message);
    }

    [Fact]
    public void Accuracy_by_ArgMax_has_a_gradient_of_zero()
    {
        var x = new Parameter("x", new(2, 3));
        Assert.Equal(new double[6], Compute.Values(Gradient(Mean(Equal(ArgMax(x), Compute.Ramp(2))), x)));
        Assert.Equal([0, 1, 0, 0, 0, 1], Compute.Values(Gradient(Sum(Gather(Reshape(x, new(6)), ArgMax(x) + Constant([0, 3], new(2)))), x), (x, [1.0, 3, 2, 4, 5, 6])));
    }

    [Fact]
    public void OneHot_marks_labels_and_leaves_strangers_empty()
    {
        var rows = OneHot(Constant([2, 0, 3, -1], new(2, 2)), 3);
        Assert.Equal(new Shape(2, 2, 3), rows.Shape);
        Assert.Equal([0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0], Compute.Values(rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => OneHot(1, 0));
    }
}
