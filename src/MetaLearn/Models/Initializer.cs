using MetaLearn.Autodiff;

namespace MetaLearn.Models;

/// <summary>Draws the initial values of one parameter.</summary>
/// <param name="shape">The parameter's shape as PyTorch has it: a linear weight is <c>[out, in]</c>, a convolution's <c>[out, in, height, width]</c>.</param>
/// <param name="random">Where the numbers come from; the same stream gives the same values.</param>
/// <returns>Row-major, as many as the shape has elements.</returns>
public delegate double[] Initializer(Shape shape, RandomStream random);
