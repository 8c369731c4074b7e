namespace MetaLearn.Autodiff.Tests;

public sealed class SubstituteTests
{
    private readonly Parameter x = new("x", Shape.Scalar);
    private readonly Parameter y = new("y", Shape.Scalar);

    [Fact]
    public void A_formula_moves_to_other_parameters_and_stays_as_it_was()
    {
        var f = x * x + y;
        Assert.Equal(14, Compute.Value(f.At([x], [y + 1]), (y, 2.0)) + 3);
        Assert.Equal(11, Compute.Value(f, (x, 3), (y, 2)));
    }

    [Fact]
    public void Replacements_are_made_at_once_and_not_searched_again()
        => Assert.Equal(8, Compute.Value((x / y).At([x, y], [y, x]), (x, 0.5), (y, 4)));

    [Fact]
    public void Parts_without_the_leaf_are_shared()
    {
        var shared = Exp(y);
        var moved = (x * shared).At([x], [3]);
        Assert.Same(shared, moved.Inputs[1]);
        Assert.Same(shared, shared.At([x], [3]));
    }

    [Fact]
    public void An_inner_formula_can_be_replaced()
    {
        var inner = x * x;
        Assert.Equal(Math.Exp(5), Compute.Value(Exp(inner).At([inner], [y]), (y, 5)), 1e-12);
    }

    [Fact]
    public void A_gradient_after_substitution_follows_the_replacement()
    {
        // θ' = θ - 0.1 · 2θ, so d(θ'²)/dθ = 2 · 0.8 θ · 0.8.
        var loss = x * x;
        var adapted = x - 0.1 * Gradient(loss, x);
        Assert.Equal(2 * 0.8 * 0.8 * 3, Compute.Value(Gradient(loss.At([x], [adapted]), x), (x, 3)), 1e-14);
    }

    [Fact]
    public void A_dictionary_says_the_same()
        => Assert.Equal(9, Compute.Value(Substitute(x * x, new Dictionary<Expression, Expression> { [x] = y }), (y, 3)));

    [Fact]
    public void A_graph_deeper_than_the_stack_is_walked()
    {
        Expression deep = x;
        for (var i = 0; i < 50_000; i++) deep = deep + 1;
        Assert.Equal(50_002, Compute.Value(deep.At([x], [y]), (y, 2)));
        Assert.Equal(1, Compute.Value(Gradient(deep, x)));
    }
}
