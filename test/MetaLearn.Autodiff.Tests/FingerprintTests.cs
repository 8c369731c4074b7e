namespace MetaLearn.Autodiff.Tests;

public sealed class FingerprintTests
{
    private static readonly Parameter A = new("a", new(3, 3));
    private static readonly Parameter B = new("b", new(3, 3));

    [Fact]
    public void Formulas_built_alike_have_one_fingerprint_and_others_another()
    {
        Expression[] formulas =
        [
            A + B, B + A, A * B, A + A, A + 1, A + 1.0000000000000002, MatMul(A, B), MatMul(A, B, transposeA: true), MatMul(A, B, transposeB: true),
            Sum(A, [0]), Sum(A, [1]), Max(A, [1]), Slice(A, 0, 0, 2), Slice(A, 0, 1, 2), Slice(A, 1, 0, 2), Transpose(A), Constant(2, new(3, 3)), A, B,
            new Input("a", new(3, 3)), new Input("a", new(3, 3), isPerEpisode: false), new Parameter("a", new(9)), Concatenate(0, A, B), Concatenate(1, A, B), StopGradient(A),
        ];
        Assert.Equal(formulas.Length - 1, formulas.Select(formula => Fingerprint([formula])).Distinct().Count());
        // A parameter and a shared input of one name and shape are the same leaf to a program.
        Assert.Equal(Fingerprint([A]), Fingerprint([new Input("a", new(3, 3), isPerEpisode: false)]));
        Assert.Equal(Fingerprint([Tanh(A + B) * A]), Fingerprint([Tanh(A + B) * A]));
        Assert.NotEqual(Fingerprint([A, B]), Fingerprint([B, A]));
    }

    [Fact]
    public void A_value_used_twice_differs_from_two_equal_ones_in_nothing_but_what_is_built()
    {
        var square = A * A;
        Assert.Equal(Fingerprint([square + square]), Fingerprint([square + square]));
        Assert.Equal(Fingerprint(Recompute([square + A], [A])), Fingerprint([square + A]));
    }

    [Fact]
    public void Every_setting_of_every_operation_counts()
    {
        // Shapes and names are hashed for every node.
        var silent = new[] { typeof(Shape), typeof(string) };
        var nodes = Traversal.InputsFirst(OperationTable.Cases.Select(x => x.Function([.. x.At.Select(leaf => new Parameter("x", leaf.Shape))])));
        foreach (var operation in nodes.Select(node => node.Operation).DistinctBy(operation => operation.GetType()))
        {
            var settings = operation.GetType().GetConstructors().MaxBy(one => one.GetParameters().Length)!
                .GetParameters().Count(parameter => !silent.Contains(parameter.ParameterType));
            Assert.True(Autodiff.Fingerprint.Settings(operation).Length >= settings, $"{operation.Name} has {settings} settings, not all in its fingerprint.");
        }
    }
}
