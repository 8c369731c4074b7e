using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Tests.Compiler;

public sealed class FusionTests
{
    private static readonly Input X = new("x", new(4, 5));
    private static readonly Parameter Theta = new("theta", new(4, 5));

    [Fact]
    public void An_element_wise_chain_and_the_reduction_behind_it_are_one_instruction()
    {
        var chain = Tanh(Exp(X * 0.1 + Theta) - X);
        Assert.Equal(1, Program.Compile<float>(chain).InstructionCount);
        Assert.Equal(1, Program.Compile<float>(Sum(chain)).InstructionCount);
        Assert.Equal(1, Program.Compile<float>(Max(chain, [1]), Sum(chain, [0]), chain).InstructionCount);
        Assert.Equal(1, Program.Compile<float>(MeanOverEpisodes(chain)).InstructionCount);
    }

    [Fact]
    public void Unfused_every_operation_is_an_instruction()
    {
        var chain = Sum(Tanh(X * 0.1 + Theta));
        Assert.Equal(4, new Program<float>([chain], new CompiledGraph([chain], fuse: false)).InstructionCount);
    }

    [Fact]
    public void What_needs_a_reductions_result_waits_for_it()
    {
        // The mean is known only after the first pass over x.
        Assert.Equal(2, Program.Compile<float>(Sum(Square(X - BroadcastTo(Reshape(Sum(X), new(1, 1)), X.Shape)))).InstructionCount);
        Assert.Equal(3, Program.Compile<float>(Tanh(MatMul(Exp(X), Theta, transposeB: true))).InstructionCount);
    }

    [Fact]
    public void Values_fed_only_by_shared_leaves_are_computed_once_a_run()
    {
        var rate = new Input("rate", Shape.Scalar, isPerEpisode: false);
        var program = Program.Compile<double>(Sum(Exp(Theta * rate) * X), Sum(MatMul(Theta, Theta, transposeB: true)));
        Assert.Equal(["Multiply", "Exp", "MatMul (second transposed)", "Sum"], program.Graph.SharedSteps.SelectMany(step => step.Members).Select(node => node.Operation.Name));
        Assert.Equal(["Multiply", "Sum"], program.Graph.PerEpisodeSteps.SelectMany(step => step.Members).Select(node => node.Operation.Name));
    }

    [Fact]
    public void A_long_chain_is_cut_and_keeps_its_value()
    {
        Expression x = X;
        var expected = 0.3;
        for (var i = 0; i < 200; i++) (x, expected) = (Sin(x + i), Math.Sin(expected + i));
        var program = Program.Compile<double>(x);
        Assert.InRange(program.InstructionCount, 200 * 2 / 64, 200 * 2 / 32);
        using var executor = program.CreateExecutor(3);
        executor[X].Fill(0.3);
        executor.Run();
        foreach (var value in executor.Output(0)) Assert.Equal(expected, value, 1e-12);
    }
}
