using MetaLearn.Autodiff;

namespace MetaLearn.Reinforcement.Learning;

/// <summary>A learner's parameters as arrays of a program and as one long vector.</summary>
/// <param name="parameters">In order.</param>
internal sealed class ParameterLayout(IReadOnlyList<Parameter> parameters)
{
    private readonly int length = parameters.Sum(parameter => parameter.Shape.Count);

    /// <summary>Puts values into a program.</summary>
    public void Put(float[][] values, Executor<float> executor)
    {
        for (var i = 0; i < parameters.Count; i++) executor.Fill(parameters[i], values[i]);
    }

    /// <summary>Puts a vector into the leaves that stand for it.</summary>
    public static void Put(double[] vector, Input[] leaves, Executor<float> executor)
    {
        var at = 0;
        foreach (var leaf in leaves)
        {
            var memory = executor[leaf];
            for (var i = 0; i < memory.Length; i++) memory[i] = (float)vector[at + i];
            at += leaf.Shape.Count;
        }
    }

    /// <summary>A program's outputs, one for each parameter, as a vector.</summary>
    /// <param name="executor">After a run.</param>
    /// <param name="first">Number of the first of these outputs.</param>
    public double[] Outputs(Executor<float> executor, int first)
    {
        var vector = new double[length];
        var at = 0;
        for (var i = 0; i < parameters.Count; i++)
            foreach (var value in executor.Output(first + i)) vector[at++] = value;
        return vector;
    }

    /// <summary>values + scale · direction.</summary>
    public static float[][] Moved(float[][] values, double[] direction, double scale)
    {
        var at = 0;
        return [.. values.Select(array => array.Select(value => (float)(value + scale * direction[at++])).ToArray())];
    }
}

/// <summary>Fills leaves that a program may not read.</summary>
internal static class Leaves
{
    /// <summary>Puts values into a leaf's memory, which is empty where no output depends on it.</summary>
    public static void Fill(this Executor<float> executor, Expression leaf, ReadOnlySpan<float> values)
    {
        var memory = executor[leaf];
        if (!memory.IsEmpty) values.CopyTo(memory);
    }
}
