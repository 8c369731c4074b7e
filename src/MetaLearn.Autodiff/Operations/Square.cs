namespace MetaLearn.Autodiff;

public static partial class Functions
{
    /// <summary>x · x, element-wise.</summary>
    public static Expression Square(Expression x) => Multiply(x, x);
}
