namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>max(x, 0). Its derivative at 0 is 0, as PyTorch's; its second derivative is 0 everywhere.</summary>
    public static Expression Relu(Expression x) => Where(Greater(x, 0), x, 0);
}
