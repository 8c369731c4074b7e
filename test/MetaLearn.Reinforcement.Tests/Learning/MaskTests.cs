using MetaLearn.Autodiff;
using MetaLearn.Reinforcement.Learning;
using static MetaLearn.Autodiff.Functions;

namespace MetaLearn.Reinforcement.Tests.Learning;

public sealed class MaskTests
{
    // Rows behind the ends of the case's trajectories.
    private static readonly int[] Behind = [6, 7, 11];

    [Theory]
    [InlineData(PolicyObjective.PolicyGradient)]
    [InlineData(PolicyObjective.LikelihoodRatio)]
    [InlineData(PolicyObjective.Dice)]
    public void Outer_formulas_read_nothing_behind_a_trajectorys_end(PolicyObjective objective)
    {
        var small = new SmallCase(new(SmallCase.Gaussian()) { Objective = objective }, exploration: 0.5);
        var formulas = small.Formulas;
        Input[] vector = [.. small.Parameters.Select(parameter => new Input($"v of {parameter.Name}", parameter.Shape))];
        Expression[] outputs =
        [
            formulas.Loss, formulas.Divergence, formulas.DivergenceBefore, formulas.ClippedLoss(0.3),
            .. Gradient(formulas.Loss, small.Parameters), .. Gradient(formulas.ClippedLoss(0.3), small.Parameters), .. formulas.CurvatureTimes(vector),
        ];
        var v = Values.Normals(4, vector.Sum(leaf => leaf.Shape.Count));
        var expected = small.Of(outputs, vector, v);
        Assert.All(expected, value => Assert.True(double.IsFinite(value)));
        foreach (var phase in formulas.Phases)
            foreach (var leaf in (Input[])[phase.Observations, phase.Actions, phase.Distribution, phase.Advantages, phase.DiscountedRewards, phase.DiscountedValues])
            {
                var columns = leaf.Shape.Count / (SmallCase.Trajectories * SmallCase.Horizon);
                foreach (var row in Behind) Array.Fill(small[leaf], leaf == phase.Distribution ? -9 : 70, row * columns, columns);
            }
        Near.Equal(expected, small.Of(outputs, vector, v));
    }
}
