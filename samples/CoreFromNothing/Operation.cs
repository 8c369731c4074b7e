namespace MetaLearn.Samples.CoreFromNothing;

/// <summary>How to differentiate and how to compute. Records, so that two equal operations are found to be equal.</summary>
internal abstract record Operation
{
    /// <summary>What upstream = ∂scalar/∂output adds to ∂scalar/∂input: a formula again; null for nothing.</summary>
    public abstract Formula? Pull(int input, Formula output, Formula upstream);

    public virtual void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) { }
}

internal sealed record Leaf(string Name, bool IsPerEpisode) : Operation
{
    public override Formula? Pull(int input, Formula output, Formula upstream) => null;
}

internal sealed record Constant(double Value) : Operation
{
    public override Formula? Pull(int input, Formula output, Formula upstream) => null;

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => result.Fill(Value);
}

internal sealed record Add : Operation
{
    public override Formula Pull(int input, Formula output, Formula upstream) => upstream;

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++) result[i] = a[i] + b[i];
    }
}

internal sealed record Multiply : Operation
{
    public override Formula Pull(int input, Formula output, Formula upstream) => upstream * output.Inputs[1 - input];

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++) result[i] = a[i] * b[i];
    }
}

internal sealed record Sin : Operation
{
    public override Formula Pull(int input, Formula output, Formula upstream) => upstream * Formula.Cos(output.Inputs[0]);

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++) result[i] = Math.Sin(a[i]);
    }
}

internal sealed record Cos : Operation
{
    public override Formula Pull(int input, Formula output, Formula upstream) => upstream * (-1 * Formula.Sin(output.Inputs[0]));

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        for (var i = 0; i < result.Length; i++) result[i] = Math.Cos(a[i]);
    }
}

internal sealed record Sum : Operation
{
    public override Formula Pull(int input, Formula output, Formula upstream) => Formula.Spread(upstream, output.Inputs[0].Length);

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result)
    {
        result[0] = 0;
        foreach (var value in a) result[0] += value;
    }
}

internal sealed record Spread : Operation
{
    public override Formula Pull(int input, Formula output, Formula upstream) => Formula.Sum(upstream);

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => result.Fill(a[0]);
}

internal sealed record StopGradient : Operation
{
    public override Formula? Pull(int input, Formula output, Formula upstream) => null;

    public override void Run(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> result) => a.CopyTo(result);
}
