namespace MetaLearn.Samples.CoreFromNothing;

/// <summary>An immutable formula for a row of numbers: an operation on other formulas. Nothing is computed while it is built.</summary>
internal sealed class Formula(Operation operation, int length, params Formula[] inputs)
{
    public Operation Operation => operation;

    public int Length => length;

    public Formula[] Inputs => inputs;

    public static implicit operator Formula(double value) => new(new Constant(value), 1);

    public static Formula operator +(Formula a, Formula b) => Pair(new Add(), a, b);

    public static Formula operator *(Formula a, Formula b) => Pair(new Multiply(), a, b);

    public static Formula operator -(Formula a, Formula b) => a + -1 * b;

    public static Formula Leaf(string name, int length = 1, bool perEpisode = false) => new(new Leaf(name, perEpisode), length);

    public static Formula Sin(Formula x) => new(new Sin(), x.Length, x);

    public static Formula Cos(Formula x) => new(new Cos(), x.Length, x);

    public static Formula Sum(Formula x) => x.Length == 1 ? x : new(new Sum(), 1, x);

    public static Formula Spread(Formula x, int length) => x.Length == length ? x : new(new Spread(), length, x);

    public static Formula StopGradient(Formula x) => new(new StopGradient(), x.Length, x);

    private static Formula Pair(Operation operation, Formula a, Formula b)
    {
        var length = Math.Max(a.Length, b.Length);
        if (Math.Min(a.Length, b.Length) is var other && other != 1 && other != length)
            throw new ArgumentException($"{operation}: lengths {a.Length} and {b.Length} do not fit.");
        return new(operation, length, Spread(a, length), Spread(b, length));
    }
}
