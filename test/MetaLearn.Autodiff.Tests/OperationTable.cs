namespace MetaLearn.Autodiff.Tests;

/// <summary>A formula to differentiate, and where.</summary>
public sealed record OperationCase(
    string Name, Func<IReadOnlyList<Expression>, Expression> Function, IReadOnlyList<(Shape Shape, double[] Values)> At, bool DrawsNumbers = false)
{
    public override string ToString() => Name;
}

/// <summary>Every operation with sample inputs; <see cref="OperationTableTests"/> differentiates each, and fails when one is missing.</summary>
public static class OperationTable
{
    public static IReadOnlyList<OperationCase> Cases { get; } =
    [
        new("Add", x => Add(x[0], x[1]), [Wide(2, 3), Wide(2, 3)]),
        new("Add, broadcast", x => (x[0] + x[1]) * x[0], [Wide(2, 1, 3), Wide(4, 1)]),
        new("Subtract", x => Square(x[0] - x[1]), [Wide(3), Wide(2, 3)]),
        new("Multiply", x => x[0] * x[1], [Wide(2, 3), Wide()]),
        new("Multiply by itself", x => x[0] * x[0] * x[0], [Wide(4)]),
        new("Divide", x => x[0] / x[1], [Wide(2, 3), Positive(3)]),
        new("Divide, broadcast", x => x[0] / x[1], [Wide(3), Positive(2, 1)]),
        new("Negate", x => -x[0] * x[0], [Wide(5)]),
        new("Abs", x => Abs(x[0]) * x[0], [OffZero(7)]),
        new("Sign", x => Sign(x[0]) * Square(x[0]), [OffZero(7)]),
        new("Minimum", x => Square(Minimum(x[0], x[1])), [Apart(0, 2, 5), Apart(1, 2, 5)]),
        new("Maximum", x => Square(Maximum(x[0], x[1])), [Apart(0, 2, 5), Apart(1, 5)]),
        new("Greater", x => Greater(x[0], x[1]) * x[0] * x[1], [Apart(0, 6), Apart(1, 6)]),
        new("Less", x => Less(x[0], x[1]) * x[0] * x[1], [Apart(0, 6), Apart(1, 6)]),
        new("GreaterOrEqual", x => GreaterOrEqual(x[0], x[1]) * x[0] * x[1], [Apart(0, 6), Apart(1, 6)]),
        new("LessOrEqual", x => LessOrEqual(x[0], x[1]) * x[0] * x[1], [Apart(0, 6), Apart(1, 6)]),
        new("Equal", x => (1 + Equal(x[0], x[1])) * x[0] * x[1], [Apart(0, 6), Apart(1, 6)]),
        new("NotEqual", x => NotEqual(x[0], x[1]) * x[0] * x[1], [Apart(0, 6), Apart(1, 6)]),
        new("Where", x => Where(Greater(x[0], 0), x[0] * x[1], Square(x[1]) * x[1]), [OffZero(2, 4), Wide(4)]),
        new("Relu", x => Relu(x[0]) * x[0], [OffZero(9)]),
        new("Exp", x => Exp(x[0]), [Wide(2, 3)]),
        new("Log", x => Log(x[0]), [Positive(2, 3)]),
        new("Log1P", x => Log1P(x[0]), [Positive(5)]),
        new("Sqrt", x => Sqrt(x[0]), [Positive(2, 3)]),
        new("ReciprocalSqrt", x => ReciprocalSqrt(x[0]), [Positive(2, 3)]),
        new("Power", x => Power(x[0], x[1]), [Positive(2, 3), Wide(3)]),
        new("Power, fixed exponents", x => Power(x[0], 0) + Power(x[0], 1) + Power(x[0], 2) + Power(x[0], 3) + Power(x[0], 4) + Power(x[0], -2), [OffZero(6)]),
        new("Power, fractional", x => Power(x[0], 2.5), [Positive(6)]),
        new("Sin", x => Sin(x[0]), [Wide(2, 3)]),
        new("Cos", x => Cos(x[0]), [Wide(2, 3)]),
        new("Tanh", x => Tanh(x[0]), [Wide(3, 7)]),
        new("Sigmoid", x => Sigmoid(x[0]), [Wide(3, 7)]),
        new("Softplus", x => Softplus(x[0]), [Wide(3, 7)]),
        new("Erf", x => Erf(x[0]), [Wide(3, 7)]),
        new("Gelu", x => Gelu(x[0]), [Wide(7)]),
        new("Sum", x => Exp(Sum(x[0], [0, 2])), [Narrow(2, 3, 4)]),
        new("Sum of all", x => Square(Sum(x[0])), [Wide(2, 3)]),
        new("Mean", x => Square(Mean(x[0], [-1], keepDimensions: true)) * x[0], [Wide(2, 3)]),
        new("Max", x => Square(Max(x[0], [1])), [Apart(0, 3, 4)]),
        new("Max, outer axis kept", x => Max(x[0], [0], keepDimensions: true) * x[0], [Apart(0, 3, 4)]),
        new("LogSumExp", x => LogSumExp(x[0], [1]), [Wide(3, 4)]),
        new("LogSumExp of all", x => LogSumExp(x[0]), [Wide(3, 4)]),
        new("Softmax", x => Softmax(x[0]), [Wide(3, 4)]),
        new("Softmax, outer axis", x => Softmax(x[0], axis: 0), [Wide(3, 4)]),
        new("LogSoftmax", x => LogSoftmax(x[0]), [Wide(3, 4)]),
        new("Reshape", x => Square(Reshape(x[0], new(3, 2))) * x[1], [Wide(6), Wide(3, 2)]),
        new("Broadcast", x => Exp(BroadcastTo(x[0], new(4, 2, 3))), [Wide(2, 1)]),
        new("Transpose", x => Transpose(Square(x[0])) * x[1], [Wide(2, 3, 4), Wide(4, 3)]),
        new("Transpose, permuted", x => Transpose(Square(x[0]), [2, 0, 1]) * x[1], [Wide(2, 3, 4), Wide(4, 2, 3)]),
        new("Slice", x => Exp(Slice(x[0], 1, 1, 2)), [Wide(3, 4, 2)]),
        new("Pad", x => Exp(Pad(x[0], -2, 1, 2)) * x[1], [Wide(3, 2), Wide(6, 2)]),
        new("Concatenate", x => Square(Concatenate(1, x[0], x[1], x[0])) * x[2], [Wide(2, 3), Wide(2, 1), Wide(2, 7)]),
        new("Stack", x => Exp(Stack(1, x[0], x[1])), [Wide(2, 3), Wide(2, 3)]),
        new("Gather", x => Exp(Gather(x[0], Constant([2, 0, 2, 1], new(2, 2)))), [Wide(3, 2)]),
        new("ScatterAdd", x => Exp(ScatterAdd(Constant([2, 0, 2], new(3)), x[0], 4)), [Wide(3, 2)]),
        new("OneHot", x => OneHot(Constant([2, 0], new(2)), 3) * Exp(x[0]), [Wide(2, 3)]),
        new("CumulativeSum", x => Exp(CumulativeSum(x[0], 1)), [Narrow(2, 4, 2)]),
        new("CumulativeSum, reversed", x => Square(CumulativeSum(x[0], 0, reverse: true)) * x[0], [Wide(4, 2)]),
        new("MatMul", x => Square(MatMul(x[0], x[1])), [Wide(2, 3), Wide(3, 4)]),
        new("MatMul, first transposed", x => Square(MatMul(x[0], x[1], transposeA: true)), [Wide(3, 2), Wide(3, 4)]),
        new("MatMul, second transposed", x => Square(MatMul(x[0], x[1], transposeB: true)), [Wide(2, 3), Wide(4, 3)]),
        new("MatMul, both transposed", x => Square(MatMul(x[0], x[1], true, true)), [Wide(3, 2), Wide(4, 3)]),
        new("MatMul, batched and broadcast", x => Square(MatMul(x[0], x[1])), [Wide(2, 1, 2, 3), Wide(5, 3, 2)]),
        new("Conv2d", x => Square(Conv2d(x[0], x[1], new Window(3, 3).Padded(1))), [Wide(2, 4, 3, 2), Wide(3, 3, 2, 3)]),
        new("Conv2d, stride 2 SAME", x => Square(Conv2d(x[0], x[1], new Window(3, 3) { Stride = 2 }.Same(4, 5))), [Wide(2, 4, 5, 2), Wide(3, 3, 2, 3)]),
        new("Conv2d, dilated", x => Square(Conv2d(x[0], x[1], new Window(2, 3) { Dilation = 2, Left = 1 })), [Wide(1, 4, 6, 2), Wide(2, 3, 2, 2)]),
        new("Conv2d, stride beyond the window", x => Square(Conv2d(x[0], x[1], new Window(1, 2) { Stride = 3, Top = 1, Right = 2 })), [Wide(2, 5, 5, 1), Wide(1, 2, 1, 2)]),
        new("Conv2dInput", x => Square(Conv2dInput(x[0], x[1], new Window(3, 3) { Stride = 2 }.Padded(1), 5, 4)), [Wide(2, 3, 2, 3), Wide(3, 3, 2, 3)]),
        new("Conv2dWeight", x => Square(Conv2dWeight(x[0], x[1], new Window(3, 3) { Stride = 2 }.Padded(1))), [Wide(2, 5, 4, 2), Wide(2, 3, 2, 3)]),
        new("MaxPool2d", x => Square(MaxPool2d(x[0], new Window(2, 2) { Stride = 2 })), [Apart(0, 2, 5, 4, 3)]),
        new("MaxPool2d, overlapping and padded", x => Square(MaxPool2d(x[0], new Window(3, 2) { Stride = 2, Top = 1, Bottom = 1, Right = 1 })), [Apart(0, 1, 5, 4, 9)]),
        new("MaxPool2d, dilated", x => MaxPool2d(x[0] * x[0], new Window(2, 2) { Dilation = 2 }) * x[1], [Apart(0, 1, 4, 5, 1), Wide(1, 2, 3, 1)]),
        new("PickMax", x => Square(PickMax(x[0], x[1], new Window(2, 3))), [Apart(0, 2, 3, 4, 2), Wide(2, 3, 4, 2)]),
        new("PlaceMax", x => Square(PlaceMax(x[0], x[1], new Window(2, 2).Padded(1))), [Apart(0, 1, 3, 3, 9), Wide(1, 4, 4, 9)]),
        new("AveragePool2d", x => Square(AveragePool2d(x[0], new Window(3, 2) { Stride = 2 }.Same(5, 4))), [Wide(2, 5, 4, 2)]),
        new("AveragePool2d, counting padding", x => Square(AveragePool2d(x[0], new Window(3, 3) { Dilation = 2 }.Padded(2), countsPadding: true)), [Wide(1, 4, 3, 2)]),
        new("WindowSpread", x => Square(WindowSpread(x[0], new Window(2, 3) { Stride = 2, Left = 1 }, 4, 5)), [Wide(2, 2, 2, 3)]),
        new("RandomNormal", x => Exp(x[0] * RandomNormal(new(3, 2), stream: 1)), [Narrow(2)], DrawsNumbers: true),
        new("RandomUniform", x => Square(x[0] + RandomUniform(new(3, 2), stream: 1)) * x[0], [Wide(2)], DrawsNumbers: true),
    ];

    /// <summary>Between −2 and 2.</summary>
    private static (Shape, double[]) Wide(params int[] lengths) => Drawn(lengths, -2, 2);

    /// <summary>Between −0.5 and 0.5: safe to exponentiate sums of.</summary>
    private static (Shape, double[]) Narrow(params int[] lengths) => Drawn(lengths, -0.5, 0.5);

    /// <summary>Between 0.5 and 2.5.</summary>
    private static (Shape, double[]) Positive(params int[] lengths) => Drawn(lengths, 0.5, 2.5);

    /// <summary>Both signs, at least 0.2 from zero.</summary>
    private static (Shape, double[]) OffZero(params int[] lengths)
    {
        var (shape, values) = Drawn(lengths, 0.2, 2);
        for (var i = 0; i < values.Length; i += 2) values[i] = -values[i];
        return (shape, values);
    }

    /// <summary>A shuffled grid: any two values, also those of another offset, are at least 0.05 apart.</summary>
    private static (Shape, double[]) Apart(int offset, params int[] lengths)
    {
        var shape = new Shape(lengths);
        double[] values = [.. Enumerable.Range(0, shape.Count).Select(i => 0.1 * i - 0.45 + 0.05 * offset)];
        new RandomStream(7, (ulong)offset).Shuffle(values.AsSpan());
        return (shape, values);
    }

    private static (Shape, double[]) Drawn(int[] lengths, double low, double high)
    {
        var shape = new Shape(lengths);
        var random = new RandomStream(42, (ulong)(shape.Count + 100 * shape.Rank));
        return (shape, [.. Enumerable.Range(0, shape.Count).Select(_ => random.Uniform(low, high))]);
    }
}
