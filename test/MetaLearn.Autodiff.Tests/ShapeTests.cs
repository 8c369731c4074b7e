namespace MetaLearn.Autodiff.Tests;

public sealed class ShapeTests
{
    [Fact]
    public void The_default_is_the_scalar_shape()
    {
        Assert.Equal(default, new Shape());
        Assert.Equal(default(Shape).GetHashCode(), new Shape([]).GetHashCode());
        Assert.Equal((0, 1, "[]"), (Shape.Scalar.Rank, Shape.Scalar.Count, Shape.Scalar.ToString()));
    }

    [Fact]
    public void Shapes_are_equal_by_their_lengths()
    {
        Assert.True(new Shape(2, 3) == new Shape(2, 3));
        Assert.True(new Shape(2, 3) != new Shape(3, 2));
        Assert.Equal(new Shape(2, 3).GetHashCode(), new Shape(2, 3).GetHashCode());
        Assert.False(new Shape(1).Equals(Shape.Scalar));
        Assert.Equal("[2, 3]", new Shape(2, 3).ToString());
    }

    [Fact]
    public void Negative_axes_count_from_the_end()
    {
        Shape shape = new(2, 3, 4);
        Assert.Equal((4, 2, 1), (shape[-1], shape[-3], shape.Axis(-2)));
        Assert.StartsWith("Shape [2, 3, 4] has no axis 3.", Assert.Throws<ArgumentOutOfRangeException>(() => shape[3]).Message);
        Assert.StartsWith("Shape [2, 3, 4] has no axis -4.", Assert.Throws<ArgumentOutOfRangeException>(() => shape[-4]).Message);
    }

    [Fact]
    public void Impossible_lengths_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Shape(2, -1));
        Assert.Throws<OverflowException>(() => new Shape(65536, 65536));
        Assert.Equal(0, new Shape(5, 0).Count);
    }

    [Theory]
    [InlineData(new int[0], new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 3 }, new[] { 2, 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 2, 1 }, new[] { 3 }, new[] { 2, 3 })]
    [InlineData(new[] { 1 }, new[] { 0 }, new[] { 0 })]
    [InlineData(new[] { 2, 3 }, new[] { 2 }, null)]
    [InlineData(new[] { 2 }, new[] { 0 }, null)]
    public void Shapes_broadcast_from_the_last_axis(int[] a, int[] b, int[]? expected)
    {
        foreach (var (x, y) in new[] { (a, b), (b, a) })
        {
            Assert.Equal(expected is not null, Shape.TryBroadcast(new(x), new(y), out var result));
            if (expected is not null) Assert.Equal(new Shape(expected), result);
        }
    }
}
