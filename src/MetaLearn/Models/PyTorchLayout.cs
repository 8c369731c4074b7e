using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>
/// How PyTorch orders an array that we keep in another order: our array, seen at <see cref="View"/>, with its axes permuted. Files are in PyTorch's order, and
/// initialisers see PyTorch's shape.
/// </summary>
public sealed class PyTorchLayout
{
    private readonly int[] permutation;

    private PyTorchLayout(Shape view, int[] permutation, Shape shape) => (View, this.permutation, Shape) = (view, permutation, shape);

    /// <summary>The shape at which the axes of our array are told apart.</summary>
    public Shape View { get; }

    /// <summary>PyTorch's shape.</summary>
    public Shape Shape { get; }

    /// <summary>A convolution's kernel: ours <c>[height, width, in, out]</c>, there <c>[out, in, height, width]</c>.</summary>
    /// <param name="kernel">Our shape.</param>
    public static PyTorchLayout OfKernel(Shape kernel) => new(kernel, [3, 2, 0, 1], new(kernel[3], kernel[2], kernel[0], kernel[1]));

    /// <summary>
    /// A linear layer's weight behind a flattened picture, <c>[out, in]</c> on both sides: our columns go by row, column and channel of the picture, those there
    /// by channel, row and column.
    /// </summary>
    /// <param name="outFeatures">Rows of the weight.</param>
    /// <param name="picture">What was flattened, <c>[rows, columns, channels]</c>.</param>
    public static PyTorchLayout OfFlattened(int outFeatures, Shape picture)
        => new(new(outFeatures, picture[0], picture[1], picture[2]), [0, 3, 1, 2], new(outFeatures, picture.Count));

    /// <summary>Our array in PyTorch's order.</summary>
    /// <param name="values">Row-major, as many as <see cref="View"/> has elements.</param>
    public T[] ToPyTorch<T>(ReadOnlySpan<T> values)
    {
        var result = new T[values.Length];
        var there = 0;
        foreach (var here in Positions()) result[there++] = values[here];
        return result;
    }

    /// <summary>PyTorch's array in our order.</summary>
    /// <param name="values">Row-major, as many as <see cref="Shape"/> has elements.</param>
    public T[] FromPyTorch<T>(ReadOnlySpan<T> values)
    {
        var result = new T[values.Length];
        var there = 0;
        foreach (var here in Positions()) result[here] = values[there++];
        return result;
    }

    // Where each of PyTorch's elements, in its order, stands in our array.
    private IEnumerable<int> Positions()
    {
        var strides = new int[permutation.Length];
        for (int axis = permutation.Length - 1, stride = 1; axis >= 0; stride *= View[axis--]) strides[axis] = stride;
        var index = new int[permutation.Length];
        for (int element = 0, position = 0; element < View.Count; element++)
        {
            yield return position;
            for (var i = permutation.Length - 1; i >= 0; i--)
            {
                var axis = permutation[i];
                position += strides[axis];
                if (++index[i] < View[axis]) break;
                position -= index[i] * strides[axis];
                index[i] = 0;
            }
        }
    }
}
