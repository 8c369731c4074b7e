namespace MetaLearn.Autodiff.Onnx;

/// <summary>Convolution and pooling in ONNX, whose pictures are <c>[n, channels, rows, columns]</c>: transposed before and behind, which runtimes take out between layers.</summary>
internal static class OnnxPictures
{
    public static void Conv2d(OnnxLowering to, Expression value)
    {
        var (x, kernel) = (value.InputArray[0], value.InputArray[1]);
        if (to.HasRows(kernel)) throw OnnxOperations.Refusal("Conv2d with a kernel that depends on x", "there all rows share one");
        var window = ((Conv2d)value.Operation).Window;
        Define(to, value, to.Graph.Add("Conv", [Pictures(to, x), to.Kernel(kernel)], Settings(window)));
    }

    public static void PickMax(OnnxLowering to, Expression value)
    {
        var (by, x) = (value.InputArray[0], value.InputArray[1]);
        if (!ReferenceEquals(by, x)) throw OnnxOperations.Refusal("PickMax of one array by another", "it is a derivative of MaxPool2d");
        var window = ((PickMax)value.Operation).Window;
        Define(to, value, to.Graph.Add("MaxPool", [Pictures(to, x)], Settings(window)));
    }

    // Each channel's convolution with ones: an average pool of this operator set has no dilation.
    public static void WindowSum(OnnxLowering to, Expression value)
    {
        var (x, window) = (value.InputArray[0], ((WindowSum)value.Operation).Window);
        var channels = x.Shape[3];
        var ones = to.Graph.Array("ones", [channels, 1, window.Height, window.Width], [.. Enumerable.Repeat(1f, channels * window.Height * window.Width)]);
        Define(to, value, to.Graph.Add("Conv", [Pictures(to, x), ones], [.. Settings(window), OnnxAttribute.Of("group", channels)]));
    }

    // All pictures of all rows, one after the other.
    private static string Pictures(OnnxLowering to, Expression x)
        => to.Graph.Add("Transpose", [to.As(x, [.. x.Shape.Lengths[1..]])], OnnxAttribute.List("perm", 0, 3, 1, 2));

    private static void Define(OnnxLowering to, Expression value, string pictures)
        => to.Define(value, to.Graph.Add("Transpose", [pictures], OnnxAttribute.List("perm", 0, 2, 3, 1)), value.Shape.Lengths[1..]);

    private static OnnxAttribute[] Settings(Window window) =>
    [
        OnnxAttribute.List("kernel_shape", window.Height, window.Width),
        OnnxAttribute.List("strides", window.Stride, window.Stride),
        OnnxAttribute.List("pads", window.Top, window.Left, window.Bottom, window.Right),
        OnnxAttribute.List("dilations", window.Dilation, window.Dilation),
    ];
}
