using System.Diagnostics;
using System.Globalization;

namespace Quern.Simulation.Tests;

[Trait("Category", "simulation")]
public sealed class SimulatedHourTests(ITestOutputHelper output)
{
    [Fact]
    public void An_hour_with_a_killed_silo_and_a_gap_doubles_and_forgets_nothing()
    {
        long start = Stopwatch.GetTimestamp();
        SimulatedHour hour = SimulatedHour.Run(seed: 7, TimeSpan.FromHours(1));

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{hour.Orders} orders, {hour.Fills.Ours} fills, {hour.Events} events, hash {hour.Hash}, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
        Assert.Equal([], hour.Differences);
        Assert.True(hour.Orders >= 10_000, $"{hour.Orders} orders");
        Assert.True(hour.Fills.Ours >= 500, $"{hour.Fills.Ours} fills");
        Assert.Equal(hour.Fills.Venues, hour.Fills.Ours);
        Assert.Equal(1, hour.Gaps);
        Assert.Equal(0, hour.Doubled);
        Assert.Equal(0, hour.Orphaned);
    }
}
