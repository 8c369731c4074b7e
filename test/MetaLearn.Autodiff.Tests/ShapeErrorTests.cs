namespace MetaLearn.Autodiff.Tests;

public sealed class ShapeErrorTests
{
    private static readonly Expression X23 = new Parameter("a", new(2, 3));
    private static readonly Expression X45 = new Parameter("b", new(4, 5));

    private static readonly (Func<Expression> Build, string Message)[] Wrong =
    [
        (() => X23 + X45, "Add: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => X23 - X45, "Subtract: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => X23 * X45, "Multiply: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => X23 / X45, "Divide: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => Minimum(X23, X45), "Minimum: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => Maximum(X23, X45), "Maximum: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => Power(X23, X45), "Power: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => Equal(X23, X45), "Equal: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => NotEqual(X23, X45), "NotEqual: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => Greater(X23, X45), "Greater: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => GreaterOrEqual(X23, X45), "GreaterOrEqual: expected shapes that broadcast, found shapes [2, 3] and [4, 5]."),
        (() => Where(X23, X45, 0), "Where: expected shapes that broadcast, found shapes [2, 3] and [4, 5] and []."),
        (() => MatMul(X23, X45), "MatMul: expected equal inner lengths, not 3 and 4, found shapes [2, 3] and [4, 5]."),
        (() => MatMul(X23, X45, transposeB: true), "MatMul (second transposed): expected equal inner lengths, not 3 and 5, found shapes [2, 3] and [4, 5]."),
        (() => MatMul(X23, 1), "MatMul: expected matrices of rank 2 or more, found shapes [2, 3] and []."),
        (() => Reshape(X23, new(4, 2)), "Reshape: expected 8 elements for shape [4, 2], found shape [2, 3]."),
        (() => BroadcastTo(X23, new(2, 6)), "Broadcast: expected a shape that broadcasts to [2, 6], found shape [2, 3]."),
        (() => Sum(X23, [2]), "Sum: shape [2, 3] has no axis 2."),
        (() => Max(X23, [0, -2]), "Max: axis 0 of shape [2, 3] is named twice."),
        (() => Max(Reshape(Slice(X23, 0, 0, 0), new(0))), "Max: expected at least one element along its axes, found shape [0]."),
        (() => Softmax(X23, 2), "Max: shape [2, 3] has no axis 2."),
        (() => Transpose(X23, [0]), "Transpose: shape [2, 3] has 2 axes, the permutation (0) has 1."),
        (() => Transpose(X23, [1, 1]), "Transpose: axis 1 of shape [2, 3] is named twice."),
        (() => Transpose(X23, [0, 2]), "Transpose: shape [2, 3] has no axis 2."),
        (() => Transpose(Sum(X23, [0])), "Transpose: expected rank 2 or more, found shape [3]."),
        (() => Slice(X23, 2, 0, 1), "Slice: shape [2, 3] has no axis 2."),
        (() => Slice(X23, 1, 2, 2), "Slice: expected an axis 1 that holds 2 elements from 2 on, found shape [2, 3]."),
        (() => Slice(X23, 1, -1, 2), "Slice: expected an axis 1 that holds 2 elements from -1 on, found shape [2, 3]."),
        (() => Pad(X23, -3, 0, 1), "Pad: shape [2, 3] has no axis -3."),
        (() => Pad(X23, 0, -1, 1), "Pad: expected no negative count of zeros, not -1 before and 1 after axis 0, found shape [2, 3]."),
        (() => Concatenate(0, X23, X45), "Concatenate: expected shapes that differ in axis 0 alone, found shapes [2, 3] and [4, 5]."),
        (() => Concatenate(1, X23, Sum(X23)), "Concatenate: expected shapes that differ in axis 1 alone, found shapes [2, 3] and []."),
        (() => Concatenate(2, X23, X23), "Concatenate: shape [2, 3] has no axis 2."),
        (() => Stack(0, X23, X45), "Stack: expected equal shapes, found shapes [2, 3] and [4, 5]."),
        (() => Stack(3, X23), "Stack: shape [2, 3] has no place 3 for a new axis."),
        (() => Gather(1, X23), "Gather: expected a table of rank 1 or more, and indices, found shapes [] and [2, 3]."),
        (() => ScatterAdd(X23, X45, 3), "ScatterAdd: expected updates whose shape begins with that of the indices, found shapes [2, 3] and [4, 5]."),
        (() => ArgMax(X23, 2), "ArgMax: shape [2, 3] has no axis 2."),
        (() => ArgMax(Slice(X23, 1, 0, 0)), "ArgMax: expected at least one element along axis 1, found shape [2, 0]."),
        (() => CumulativeSum(X23, -3), "CumulativeSum: shape [2, 3] has no axis -3."),
        (() => Constant([1, 2], new(3)), "Constant: shape [3] has 3 elements, found 2 values."),
        (() => Gradient(X23, X23), "Gradient: expected a scalar of shape [], found a of shape [2, 3]; take its Mean or Sum."),
        (() => Gradient(X23 * 2, X23), "Gradient: expected a scalar of shape [], found Multiply of shape [2, 3]; take its Mean or Sum."),
        (() => X23.At([X23], [X45]), "Substitute: a [2, 3] cannot become b [4, 5]: the shapes differ."),
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Wrong.Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Wrong_shapes_are_refused_by_name_and_number(int index)
        => Assert.Equal(Wrong[index].Message, Assert.Throws<ShapeException>(Wrong[index].Build).Message);

    [Fact]
    public void Nothing_to_join_is_refused()
    {
        Assert.StartsWith("Concatenate: expected at least one part, found none.", Assert.Throws<ArgumentException>(() => Concatenate(0)).Message);
        Assert.StartsWith("Stack: expected at least one part, found none.", Assert.Throws<ArgumentException>(() => Stack(0)).Message);
    }

    [Fact]
    public void Unequal_lists_of_replacements_are_refused()
        => Assert.StartsWith(
            "Substitute: 1 parts to replace but 2 replacements.", Assert.Throws<ArgumentException>(() => X23.At([X23], [X23, X45])).Message);
}
