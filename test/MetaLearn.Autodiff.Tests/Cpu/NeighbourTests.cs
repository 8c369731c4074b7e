namespace MetaLearn.Autodiff.Tests.Cpu;

public sealed class NeighbourTests
{
    private const int Count = 600;

    public static TheoryData<string> Names => ["Exp", "Log", "Log1P", "Tanh", "Sigmoid", "Softplus", "Erf", "Sin", "Cos", "Sqrt", "ReciprocalSqrt"];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_element_s_result_has_the_same_bits_whatever_stands_beside_it(string name)
    {
        AssertAlone<float>(name);
        // Near π/4 the framework's sine and cosine of double depend on whether all neighbours are below; double only checks gradients.
        if (name is not ("Sin" or "Cos")) AssertAlone<double>(name);
    }

    private static unsafe void AssertAlone<T>(string name) where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        Elementwise operation = name switch
        {
            "Exp" => new Exp(),
            "Log" => new Log(),
            "Log1P" => new Log1P(),
            "Tanh" => new Tanh(),
            "Sigmoid" => new Sigmoid(),
            "Softplus" => new Softplus(),
            "Erf" => new Erf(),
            "Sin" => new Sin(),
            "Cos" => new Cos(),
            "Sqrt" => new Sqrt(),
            _ => new ReciprocalSqrt(),
        };
        var kernel = operation.Kernel<T>();
        var x = new T[Count];
        for (var i = 0; i < Count; i++) x[i] = T.CreateTruncating(0.02 * (i + 1));
        var (all, some) = (new T[Count], new T[Count]);
        fixed (T* source = x, together = all, apart = some)
        {
            kernel.Run(source, null, null, together, Count);
            foreach (var length in new[] { 1, 2, 3, 4, 5, 7, 8, 11, 15, 16, 17, 33, 257 })
            {
                for (var start = 0; start < Count; start += length)
                    kernel.Run(source + start, null, null, apart + start, Math.Min(length, Count - start));
                Assert.Equal(all, some);
            }
        }
    }
}
