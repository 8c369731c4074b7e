using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Tests.Compiler;

public sealed class LoweringTests
{
    private static readonly Input X = new("x", new(2, 3));
    private static readonly Input Y = new("y", new(2, 3));

    public static TheoryData<string, Expression> Identities => new()
    {
        { "x + 0", X + 0 },
        { "0 + x", 0 + X },
        { "x - 0", X - 0 },
        { "x · 1", X * 1 },
        { "1 · x", 1 * X },
        { "x / 1", X / 1 },
        { "x + an array of zeros", X + Constant(0, new(2, 3)) },
        { "--x", -(-X) },
        { "Where with equal branches", Where(Y, X, X) },
        { "Reshape there and back", Reshape(Reshape(X, new(6)), new(2, 3)) },
        { "Broadcast to its own shape", BroadcastTo(X, new(2, 3)) },
        { "StopGradient", StopGradient(X) },
        { "Sum over an axis of length 1", Reshape(Sum(Reshape(X, new(2, 1, 3)), [1]), new(2, 3)) },
        { "a folded chain of identities", ((X * (3 - 2)) + Log(Constant(1))) / Exp(0) },
    };

    [Theory]
    [MemberData(nameof(Identities))]
    public void An_identity_is_its_operand(string what, Expression formula)
    {
        Assert.Same(X, Assert.Single(Lowering.Lower([formula])).LeafExpression);
        Assert.NotEmpty(what);
    }

    [Fact]
    public void Equal_sub_expressions_are_one_value()
    {
        var formula = Tanh(X + Y) * Exp(Tanh(X + Y));
        Assert.Equal(["x", "y", "Add", "Tanh", "Exp", "Multiply"], Names(formula));
    }

    [Fact]
    public void Sums_and_products_merge_whatever_the_order_of_their_operands()
        => Assert.Equal(["x", "y", "Add", "Multiply", "Divide"], Names((X + Y) * (Y + X) / ((Y + X) * (X + Y))).Order(StringComparer.Ordinal).OrderBy(Rank));

    [Fact]
    public void Operations_with_other_settings_do_not_merge()
    {
        Assert.Equal(2, Names(Sum(X, [0]), Sum(X, [1])).Count(name => name == "Sum"));
        Assert.Equal(2, Names(RandomNormal(new(3), 0), RandomNormal(new(3), 1)).Count(name => name == "RandomNormal"));
        Assert.Single(Names(RandomNormal(new(3), 0) * RandomNormal(new(3), 0)), name => name == "RandomNormal");
    }

    [Fact]
    public void Constants_are_folded()
    {
        Assert.Equal(["x", "Constant", "Multiply"], Names(X * (2 * Constant(3) + 1)).OrderBy(Rank));
        var folded = Assert.Single(Lowering.Lower([Sum(BroadcastTo(Sqrt(Constant(4)), new(3, 4)))]));
        Assert.Equal(24, Assert.IsType<Constant>(folded.Operation).Value);
    }

    [Fact]
    public void Code_that_no_output_needs_is_dropped()
    {
        var unused = new Parameter("unused", new(5));
        var zero = Gradient(Sum(X * Y), unused);
        var program = Program.Compile<float>(Sum(X * Y), zero);
        Assert.Equal(["x", "y"], program.Leaves.Select(leaf => leaf.OperationName));
        using var executor = program.CreateExecutor(2);
        Assert.True(executor[unused].IsEmpty);
        Assert.Equal(["x", "y", "Multiply", "Sum"], Names(Sum(X * Y)));
    }

    [Fact]
    public void The_forward_pass_is_computed_once_with_its_gradient()
    {
        var loss = Sum(Exp(X) * Exp(X));
        Assert.Single(Names(loss, Gradient(loss, X)), name => name == "Exp");
    }

    [Fact]
    public void Recomputed_values_are_not_merged_across_the_barrier()
    {
        var segment = Recompute([Exp(X) * Exp(X)], [X])[0];
        var loss = Sum(segment);
        Assert.Equal(2, Names(loss, Gradient(loss, X)).Count(name => name == "Exp"));
    }

    [Fact]
    public void Recomputed_values_that_episodes_share_are_merged_all_the_same()
    {
        var theta = new Parameter("theta", new(3));
        var loss = Sum(Recompute([Exp(theta) * Exp(theta)], [theta])[0] * X);
        Assert.Single(Names(loss, Gradient(loss, theta)), name => name == "Exp");
    }

    private static int Rank(string name) => Array.IndexOf(["x", "y", "Constant", "Add", "Multiply"], name) is var rank and >= 0 ? rank : int.MaxValue;

    private static string[] Names(params IReadOnlyList<Expression> outputs)
        => [.. Schedule.InputsFirst(Lowering.Lower(outputs)).Select(node => node.Operation.Name)];
}
