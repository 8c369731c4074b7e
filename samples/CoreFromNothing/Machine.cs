namespace MetaLearn.Samples.CoreFromNothing;

/// <summary>A place in memory for one value: one copy when all episodes share it, else one an episode.</summary>
internal readonly record struct Slot(int Start, int Length, int Copies)
{
    public Span<double> In(double[] memory, int episode) => memory.AsSpan(Start + (Copies == 1 ? 0 : episode * Length), Length);
}

/// <summary>Formulas compiled to instructions over one block of memory.</summary>
internal sealed class Machine
{
    private readonly List<(Operation Operation, Slot A, Slot B, Slot Result)> instructions = [];
    private readonly Dictionary<Formula, Slot> slots = [];
    private readonly double[] memory;

    public Machine(int episodes, params Formula[] outputs)
    {
        var known = new Dictionary<(Operation, int, Slot, Slot), Slot>();
        var used = 0;
        foreach (var node in Calculus.InputsFirst(outputs, []))
        {
            Slot[] inputs = [.. node.Inputs.Select(input => slots[input]), default, default];
            var isPerEpisode = node.Operation is Leaf { IsPerEpisode: true } || inputs.Any(input => input.Copies > 1);
            var key = (node.Operation, node.Length, inputs[0], inputs[1]);
            if (!known.TryGetValue(key, out var slot))
            {
                known[key] = slot = new(used, node.Length, isPerEpisode ? episodes : 1);
                used += slot.Length * slot.Copies;
                instructions.Add((node.Operation, inputs[0], inputs[1], slot));
            }
            slots[node] = slot;
        }
        memory = new double[used];
    }

    public int Instructions => instructions.Count;

    /// <summary>A leaf's or an output's numbers, to be written or read.</summary>
    public Span<double> this[Formula formula, int episode = 0] => slots[formula].In(memory, episode);

    public void Run()
    {
        foreach (var (operation, a, b, result) in instructions)
            for (var episode = 0; episode < result.Copies; episode++)
                operation.Run(a.In(memory, episode), b.In(memory, episode), result.In(memory, episode));
    }
}
