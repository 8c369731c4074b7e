using MetaLearn.Optimizers;

namespace MetaLearn.Tests.Optimizers;

public sealed class SchedulesTests
{
    [Fact]
    public void Constant_never_changes() => Assert.Equal([0.1, 0.1], Rates(Schedules.Constant(0.1), 0, 1_000_000));

    [Fact]
    public void Step_multiplies_at_every_interval() => Near.Equal([1, 1, 0.5, 0.5, 0.25], Rates(Schedules.Step(1, every: 3, factor: 0.5), 0, 2, 3, 5, 6));

    [Fact]
    public void Cosine_falls_to_its_minimum_and_stays()
        => Near.Equal([1, 0.55, 0.1, 0.1, 0.1], Rates(Schedules.Cosine(1, total: 10, minimum: 0.1), 0, 5, 10, 15, 20));

    [Fact]
    public void Linear_goes_straight_and_stays() => Near.Equal([1, 0.75, 0.5, 0.5], Rates(Schedules.Linear(1, 0.5, total: 8), 0, 4, 8, 100));

    [Fact]
    public void Warm_up_scales_the_schedule_it_wraps()
        => Near.Equal([0.1, 0.55, 0.5, 0.25], Rates(Schedules.WarmUp(Schedules.Step(1, every: 4, factor: 0.5), iterations: 4), 0, 2, 4, 8));

    [Fact]
    public void Impossible_settings_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("rate", () => Schedules.Constant(double.PositiveInfinity));
        Assert.Throws<ArgumentOutOfRangeException>("rate", () => Schedules.Step(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>("every", () => Schedules.Step(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("factor", () => Schedules.Step(1, 1, double.NaN));
        Assert.Throws<ArgumentOutOfRangeException>("minimum", () => Schedules.Cosine(1, 10, 2));
        Assert.Throws<ArgumentOutOfRangeException>("total", () => Schedules.Cosine(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>("from", () => Schedules.Linear(-1, 1, 10));
        Assert.Throws<ArgumentOutOfRangeException>("startFactor", () => Schedules.WarmUp(Schedules.Constant(1), 10, 1.5));
        Assert.Throws<ArgumentOutOfRangeException>("iterations", () => Schedules.WarmUp(Schedules.Constant(1), 0));
    }

    private static double[] Rates(Schedule schedule, params ReadOnlySpan<long> iterations)
    {
        var rates = new double[iterations.Length];
        for (var i = 0; i < rates.Length; i++) rates[i] = schedule(iterations[i]);
        return rates;
    }
}
