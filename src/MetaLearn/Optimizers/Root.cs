using MetaLearn.Autodiff;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Optimizers;

internal static class Root
{
    /// <summary>
    /// √v, for v ≥ 0, with derivative 0 at 0. The true one is infinite there, and would spoil the meta-gradient wherever a gradient has been
    /// exactly zero (a ReLU that no support example activates) or so small that its square underflows. The outer choice stops that; the inner
    /// one keeps the root's own derivative finite where the outer choice multiplies it by 0.
    /// </summary>
    public static Expression Of(Expression v)
    {
        var positive = Greater(v, 0);
        return Where(positive, Sqrt(Where(positive, v, 1)), 0);
    }
}
