using System.Numerics;
using MetaLearn.Autodiff.Compiler;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>Makes the instruction of each of the convolutions.</summary>
internal static class ConvInstructions
{
    public static Instruction<T> Of<T>(Node node, Operand[] inputs, Operand output) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (first, second, result) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape);
        var name = node.Operation.Name;
        return node.Operation switch
        {
            Conv2d { Window: var window } => new ConvInstruction<T>(name, window,
                WindowLines.Seeing(first[1], result[1], window.Height, window, window.Top), WindowLines.Seeing(first[2], result[2], window.Width, window, window.Left),
                first, result, inputs[0], inputs[1], output),
            Conv2dSpread { Window: var window } => new ConvInstruction<T>(name, window,
                WindowLines.Seen(result[1], first[1], window.Height, window, window.Top), WindowLines.Seen(result[2], first[2], window.Width, window, window.Left),
                first, result, inputs[0], inputs[1], output),
            Conv2dWeight { Window: var window } => new ConvWeightInstruction<T>(name, window, first, second, inputs[0], inputs[1], output),
            _ => throw new InvalidOperationException($"{node} is no convolution."),
        };
    }
}
