using System.Numerics;

namespace MetaLearn.Autodiff.Cpu;

/// <summary>Runs an <see cref="ArrayOperation"/> for each episode.</summary>
internal sealed unsafe class ArrayInstruction<T>(ArrayOperation operation, Operand[] inputs, Shape[] shapes, Operand output) : Instruction<T>(operation.Name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(ref readonly Frame<T> frame)
    {
        Span<nint> pointers = stackalloc nint[inputs.Length];
        for (var episode = 0; episode < frame.Episodes; episode++)
        {
            for (var i = 0; i < inputs.Length; i++) pointers[i] = (nint)(inputs[i].In(in frame) + (nint)episode * inputs[i].Stride);
            operation.Run(new Arrays<T>(pointers, shapes), new Span<T>(output.In(in frame) + (nint)episode * output.Stride, output.Count));
        }
    }
}

/// <summary>Draws a <see cref="RandomOperation"/> for each episode.</summary>
internal sealed unsafe class RandomInstruction<T>(RandomOperation operation, Operand output) : Instruction<T>(operation.Name)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Run(ref readonly Frame<T> frame)
    {
        for (var episode = 0; episode < frame.Episodes; episode++)
            operation.Run(frame.Seed, frame.FirstEpisode + episode, new Span<T>(output.In(in frame) + (nint)episode * output.Stride, output.Count));
    }
}
