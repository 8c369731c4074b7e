namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>
    /// Numbers uniform in [0, 1), drawn afresh in every run from (the run's seed, the episode's index, the stream, the element) alone: the same for any
    /// number of threads, and separate for each episode. The same stream gives the same numbers wherever it is named. Constant for every derivative,
    /// so a scaled and shifted draw is differentiable in its scale and shift.
    /// </summary>
    /// <param name="shape">Shape for one episode.</param>
    /// <param name="stream">Number of the stream, from 0; independent draws have different numbers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stream is negative.</exception>
    public static Expression RandomUniform(Shape shape, int stream)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(stream);
        return new(new RandomUniform(shape, stream));
    }
}

internal sealed record RandomUniform(Shape Shape, int Stream) : RandomOperation(Shape, Stream)
{
    public override string Name => nameof(RandomUniform);

    internal override void Run<T>(ulong seed, long episode, Span<T> destination)
    {
        for (var i = 0; i < destination.Length; i++)
        {
            var value = T.CreateTruncating(Draws.Uniform(Draws.Block(this, kind: 0, seed, episode, i / 2), i % 2));
            // A narrow type may round the largest draws up.
            destination[i] = value < T.One ? value : T.BitDecrement(T.One);
        }
    }
}
