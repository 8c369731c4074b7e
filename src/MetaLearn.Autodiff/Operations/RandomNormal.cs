namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Standard normal numbers, drawn afresh in every run from (the run's seed, the episode's index, the stream, the element) alone: the same for any
    /// number of threads, and separate for each episode. The same stream gives the same numbers wherever it is named. Constant for every derivative,
    /// so a scaled and shifted draw is differentiable in its scale and shift.
    /// </summary>
    /// <param name="shape">Shape for one episode.</param>
    /// <param name="stream">Number of the stream, from 0; independent draws have different numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stream is negative.</exception>
    public static Expression RandomNormal(Shape shape, int stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stream);
        return new(new RandomNormal(shape, stream));
    }
}

internal sealed record RandomNormal(Shape Shape, int Stream) : RandomOperation(Shape, Stream)
{
    public override string Name => nameof(RandomNormal);

    internal override void Run<T>(ulong seed, long episode, Span<T> destination)
    {
        for (var i = 0; i < destination.Length; i += 2)
        {
            // Box and Muller: two uniform numbers give two normal ones.
            var block = Draws.Block(this, kind: 1, seed, episode, i / 2);
            var radius = Math.Sqrt(-2 * Math.Log(1 - Draws.Uniform(block, 0)));
            var (sin, cos) = Math.SinCos(2 * Math.PI * Draws.Uniform(block, 1));
            destination[i] = T.CreateTruncating(radius * cos);
            if (i + 1 < destination.Length) destination[i + 1] = T.CreateTruncating(radius * sin);
        }
    }
}
