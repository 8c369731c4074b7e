namespace MetaLearn.Autodiff.Cpu;

/// <summary>Computes an element-wise operation on numbers, with the kernel that arrays use.</summary>
internal static class Folding
{
    public static unsafe double Evaluate(Elementwise operation, double[] inputs)
    {
        var values = stackalloc double[4];
        for (var i = 0; i < inputs.Length; i++) values[i] = inputs[i];
        operation.Kernel<double>().Run(values, values + 1, values + 2, values + 3, 1);
        return values[3];
    }
}
