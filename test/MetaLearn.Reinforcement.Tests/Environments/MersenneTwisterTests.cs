using MetaLearn.Reinforcement.Environments;

namespace MetaLearn.Reinforcement.Tests.Environments;

public sealed class MersenneTwisterTests
{
    [Fact]
    public void The_ten_thousandth_number_of_seed_5489_is_the_one_that_the_C_standard_library_names()
    {
        var random = new MersenneTwister(5489);
        for (var i = 0; i < 9999; i++) random.NextUInt32();
        Assert.Equal(4123659995u, random.NextUInt32());
    }

    [Fact]
    public void Doubles_of_seed_1_are_those_of_NumPy()
        // numpy.random.RandomState(1).random_sample(3), as printed in NumPy's own documentation and tutorials.
        => Near.Equal([4.17022005e-01, 7.20324493e-01, 1.14374817e-04], [.. Doubles(3)], 5e-9);

    private static IEnumerable<double> Doubles(int count)
    {
        var random = new MersenneTwister(1);
        for (var i = 0; i < count; i++) yield return random.NextDouble();
    }
}
