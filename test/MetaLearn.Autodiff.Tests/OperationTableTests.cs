namespace MetaLearn.Autodiff.Tests;

public sealed class OperationTableTests
{
    /// <summary>Not in the table, each with its reason; each has tests of its own.</summary>
    private static readonly Type[] Exceptions =
    [
        typeof(Leaf), typeof(Constant), typeof(ConstantArray), // no inputs
        typeof(Segment), typeof(SegmentOutput), typeof(Barrier), // bookkeeping of Recompute: GradientTests
        typeof(StopGradient), // its gradient is meant to differ from its difference: GradientTests
        typeof(ArgMax), // not differentiable: ArrayOperationTests
        typeof(Conv2dSpread), // what the compiler makes of Conv2dInput
        typeof(TurnedKernel), // and of its kernel
        typeof(MeanOverEpisodes), // an output only: the compiler's tests
    ];

    public static TheoryData<string> Names => [.. OperationTable.Cases.Select(x => x.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void First_and_second_derivatives_of_per_episode_inputs_agree_with_differences(string name)
    {
        var (_, function, at, drawsNumbers) = Case(name);
        if (drawsNumbers) return;
        GradientCheck.Assert(function, at);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void First_and_second_derivatives_of_parameters_agree_with_differences(string name)
        => GradientCheck.Assert(Case(name).Function, Case(name).At, shared: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void Running_allocates_nothing_and_threads_change_no_bit(string name)
    {
        var (_, function, at, _) = Case(name);
        Expression[] leaves = [.. at.Select((leaf, i) => new Input($"x{i}", leaf.Shape))];
        var value = function(leaves);
        var program = Program.Compile<float>([value, .. Gradient(Sum(value), leaves)]);
        using var one = Filled(program, leaves, at, threads: 1);
        using var two = Filled(program, leaves, at, threads: 2);
        one.Run(seed: 1);
        two.Run(seed: 1);
        for (var output = 0; output < program.Outputs.Count; output++) Assert.Equal(one.Output(output).ToArray(), two.Output(output).ToArray());
        var before = GC.GetAllocatedBytesForCurrentThread();
        one.Run(seed: 2);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Every_operation_is_in_the_table()
    {
        var tested = Traversal.InputsFirst(OperationTable.Cases.Select(x => x.Function([.. x.At.Select(leaf => new Parameter("x", leaf.Shape))])))
            .Select(x => x.Operation.GetType()).ToHashSet();
        var missing = typeof(Operation).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operation)) && !type.IsAbstract && !tested.Contains(type) && !Exceptions.Contains(type));
        Assert.Empty(missing);
    }

    [Fact]
    public void Names_in_the_table_are_unique() => Assert.Equal(OperationTable.Cases.Count, OperationTable.Cases.DistinctBy(x => x.Name).Count());

    private static Executor<float> Filled(Program<float> program, Expression[] leaves, IReadOnlyList<(Shape Shape, double[] Values)> at, int threads)
    {
        var executor = program.CreateExecutor(episodes: 6, threads);
        for (var leaf = 0; leaf < leaves.Length; leaf++)
            for (var i = 0; i < executor[leaves[leaf]].Length; i++) executor[leaves[leaf]][i] = (float)at[leaf].Values[i % at[leaf].Values.Length];
        return executor;
    }

    private static OperationCase Case(string name) => OperationTable.Cases.Single(x => x.Name == name);
}
