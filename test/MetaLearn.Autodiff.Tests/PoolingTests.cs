namespace MetaLearn.Autodiff.Tests;

public sealed class PoolingTests
{
    // One picture of 3 × 4 pixels, one channel.
    private static readonly double[] Picture = [1, 5, 2, 0, 7, 3, 4, 6, -1, 8, 9, -2];

    [Fact]
    public void MaxPool2d_takes_the_largest_of_each_window_and_drops_what_is_left_over()
        => Assert.Equal([7, 6], Pooled(x => MaxPool2d(x, new Window(2, 2) { Stride = 2 })));

    [Fact]
    public void MaxPool2d_ignores_padding_even_where_all_pixels_are_negative()
    {
        var x = Constant([-3, -1, -4, -2], new(1, 2, 2, 1));
        Assert.Equal([-3, -1, -4, -2], Compute.Values(MaxPool2d(x, new Window(2, 2) { Stride = 2 }.Padded(1))));
    }

    [Fact]
    public void MaxPool2d_keeps_channels_apart_whatever_their_number()
    {
        // More channels than a vector holds, and not a multiple.
        const int channels = 37;
        var random = new RandomStream(1);
        double[] values = [.. Enumerable.Range(0, 16 * channels).Select(_ => random.Normal())];
        var found = Compute.Values(MaxPool2d(Constant(values, new(1, 4, 4, channels)), new Window(2, 2) { Stride = 2 }));
        for (var i = 0; i < found.Length; i++)
        {
            var (place, channel) = Math.DivRem(i, channels);
            var (row, column) = (place / 2 * 2, place % 2 * 2);
            double At(int r, int c) => values[((row + r) * 4 + column + c) * channels + channel];
            Assert.Equal(new[] { At(0, 0), At(0, 1), At(1, 0), At(1, 1) }.Max(), found[i]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void Of_equal_pixels_the_first_alone_gets_the_gradient(int channels)
    {
        var x = new Parameter("x", new(1, 2, 2, channels));
        var gradient = Gradient(Sum(MaxPool2d(x, new Window(2, 2))), x);
        var values = Program.Evaluate<double>([gradient], new Dictionary<Expression, double[]> { [x] = [.. Enumerable.Repeat(2.0, 4 * channels)] })[0];
        Assert.Equal([.. Enumerable.Repeat(1.0, channels), .. Enumerable.Repeat(0.0, 3 * channels)], values);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public void MaxPool2d_does_not_hide_a_NaN(int channels)
    {
        double[] values = [.. Enumerable.Repeat(1.0, 4 * channels)];
        values[2 * channels] = double.NaN;
        var found = Compute.Values(MaxPool2d(Constant(values, new(1, 2, 2, channels)), new Window(2, 2)));
        Assert.True(double.IsNaN(found[0]));
        Assert.All(found[1..], value => Assert.Equal(1, value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(37)]
    public void A_NaN_gets_the_gradient_of_the_window_that_it_was_picked_from(int channels)
    {
        var x = new Parameter("x", new(1, 2, 2, channels));
        double[] values = [.. Enumerable.Repeat(1.0, 4 * channels)];
        for (var channel = 0; channel < channels; channel += 2) values[2 * channels + channel] = double.NaN;
        var gradient = Program.Evaluate<double>([Gradient(Sum(MaxPool2d(x, new Window(2, 2))), x)], new Dictionary<Expression, double[]> { [x] = values })[0];
        for (var i = 0; i < gradient.Length; i++)
        {
            var (pixel, channel) = Math.DivRem(i, channels);
            Assert.Equal(pixel == (channel % 2 == 0 ? 2 : 0) ? 1 : 0, gradient[i]);
        }
    }

    [Fact]
    public void AveragePool2d_divides_by_what_the_window_sees_or_by_its_size()
    {
        var window = new Window(2, 2) { Stride = 2, Top = 1, Left = 1, Bottom = 0, Right = 1 };
        Assert.Equal([1, 3.5, 0, 3, 6, 2], Pooled(x => AveragePool2d(x, window)));
        Assert.Equal([0.25, 1.75, 0, 1.5, 6, 1], Pooled(x => AveragePool2d(x, window, countsPadding: true)));
    }

    [Fact]
    public void AveragePool2d_over_the_whole_picture_is_its_mean()
        => Assert.Equal(Picture.Average(), Pooled(x => AveragePool2d(x, new Window(3, 4))).Single(), 1e-14);

    [Fact]
    public void A_window_that_does_not_fit_or_sees_padding_only_is_refused()
    {
        var x = new Input("x", new(1, 3, 4, 1));
        Assert.Equal(
            "PickMax: expected pictures of which the window 5×5 sees a part at every place, found shape [1, 3, 4, 1].",
            Assert.Throws<ShapeException>(() => MaxPool2d(x, new Window(5, 5))).Message);
        Assert.Throws<ShapeException>(() => MaxPool2d(x, new Window(2, 2).Padded(2)));
        Assert.Throws<ShapeException>(() => AveragePool2d(x, new Window(1, 1).Padded(1)));
        Assert.Throws<ShapeException>(() => MaxPool2d(new Input("x", new(3, 4, 1)), new Window(2, 2)));
    }

    private static double[] Pooled(Func<Expression, Expression> pool) => Compute.Values(pool(Constant(Picture, new(1, 3, 4, 1))));
}
