using FsCheck;
using FsCheck.Fluent;
using MetaLearn.Reports;

namespace MetaLearn.Tests.Reports;

public sealed class AxisTests
{
    [Theory]
    [InlineData(0, 10, "0|2|4|6|8|10")]
    [InlineData(0, 70_000, "0|10,000|20,000|30,000|40,000|50,000|60,000|70,000")]
    [InlineData(-1, 1, "−1|−0.5|0|0.5|1")]
    [InlineData(0, 0.0001, "0|2e−5|4e−5|6e−5|8e−5|1e−4")]
    [InlineData(0, 3e9, "0|5e8|1e9|1.5e9|2e9|2.5e9|3e9")]
    [InlineData(1, 1.00004, "1|1.00001|1.00002|1.00003|1.00004")]
    public void Linear_ticks_are_round_numbers(double low, double high, string labels)
        => Assert.Equal(labels, string.Join('|', new Axis(low, high, false).Ticks(5).Select(t => t.Label)));

    [Theory]
    [InlineData(0.001, 100, "0.001|0.01|0.1|1|10|100")]
    [InlineData(0.3, 8, "0.5|1|2|5")]
    [InlineData(2.1, 2.9, "2.2|2.4|2.6|2.8")]
    [InlineData(1e-6, 1e6, "1e−6||−|1")]
    public void Logarithmic_ticks_are_decades_or_finer(double low, double high, string labels)
    {
        var ticks = new Axis(low, high, true).Ticks(5);
        if (labels.Contains("||", StringComparison.Ordinal)) Assert.Equal(["1e−6", "0.001", "1", "1,000", "1,000,000"], ticks.Select(t => t.Label).Where(l => l.Length > 0));
        else Assert.Equal(labels, string.Join('|', ticks.Select(t => t.Label)));
    }

    [Fact]
    public void Ticks_of_any_range_lie_in_it_rise_and_differ()
        => Prop.ForAll(Gen.Choose(-1_000_000, 1_000_000).Zip(Gen.Choose(1, 1_000_000)).Zip(Gen.Choose(-12, 9)).ToArbitrary(), range =>
        {
            var ((start, length), power) = range;
            var unit = Math.Pow(10, power);
            var axis = new Axis(start * unit, (start + length) * unit, false);
            var ticks = axis.Ticks(5);
            return ticks.Count is >= 2 and <= 12
                && ticks.All(t => axis.Fraction(t.Value) is > -1e-6 and < 1 + 1e-6)
                && ticks.Zip(ticks.Skip(1)).All(pair => pair.First.Value < pair.Second.Value)
                && ticks.Select(t => t.Label).Distinct().Count() == ticks.Count;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithReplay(1UL, 1UL));

    [Fact]
    public void A_measure_that_is_never_negative_starts_at_zero_when_that_costs_little()
    {
        Assert.Equal(0, Axis.Around([1, 10], log: false, margin: 0.05).Low);
        Assert.Equal(8.9, Axis.Around([9, 11], log: false, margin: 0.05).Low, 1e-9);
        Assert.True(Axis.Around([-1, 10], log: false, margin: 0.05).Low < -1);
    }
}
