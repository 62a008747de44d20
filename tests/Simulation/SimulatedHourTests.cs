using System.Diagnostics;
using System.Globalization;
using EventLog = Quern.Silo.Engines.EventLog;

namespace Quern.Simulation.Tests;

[Trait("Category", "simulation")]
public sealed class SimulatedHourTests(ITestOutputHelper output)
{
    private const ulong Seed = 7;
    private const string HashFile = "QUERN_HASH_FILE";

    [Fact]
    public void An_hour_with_a_killed_silo_and_a_gap_doubles_and_forgets_nothing()
    {
        SimulatedHour hour = Report(SimulatedHour.Run(Seed, TimeSpan.FromHours(1)));

        Assert.True(hour.Differences.Count == 0, string.Join("; ", hour.Differences));
        Assert.True(hour.Orders >= 10_000, $"{hour.Orders} orders");
        Assert.True(hour.Fills.Ours >= 500, $"{hour.Fills.Ours} fills");
        Assert.Equal(hour.Fills.Venues, hour.Fills.Ours);
        Assert.Equal(1, hour.Gaps);
        Assert.Equal(0, hour.Doubled);
        Assert.Equal(0, hour.Orphaned);
        if (Environment.GetEnvironmentVariable(HashFile) is { Length: > 0 } file)
            File.WriteAllText(file, hour.Hash);
        else
            Assert.Equal(hour.Hash, HashOfAnotherProcess());
    }

    [Theory, InlineData(1), InlineData(2)]
    public void A_run_again_gives_the_same_events(ulong seed)
    {
        SimulatedHour one = SimulatedHour.Run(seed, TimeSpan.FromMinutes(3), keep: 20_000);
        SimulatedHour other = SimulatedHour.Run(seed, TimeSpan.FromMinutes(3), keep: 20_000);

        Assert.Null(EventLog.FirstDifference(one.Log, other.Log));
        Assert.Equal(one.Hash, other.Hash);
        Assert.True(one.Differences.Count == 0, string.Join("; ", one.Differences));
    }

    [Fact]
    public void Two_seeds_part_at_an_event_that_is_printed()
    {
        SimulatedHour one = SimulatedHour.Run(1, TimeSpan.FromMinutes(1), keep: 1_000);
        SimulatedHour other = SimulatedHour.Run(2, TimeSpan.FromMinutes(1), keep: 1_000);

        string? difference = EventLog.FirstDifference(one.Log, other.Log);

        Assert.NotNull(difference);
        output.WriteLine(difference);
        Assert.NotEqual(one.Hash, other.Hash);
    }

    // The same test, in a process of its own.
    private static string HashOfAnotherProcess()
    {
        string file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
            start.ArgumentList.Add(typeof(SimulatedHourTests).Assembly.Location);
            start.ArgumentList.Add("-method");
            start.ArgumentList.Add($"{typeof(SimulatedHourTests).FullName}.{nameof(An_hour_with_a_killed_silo_and_a_gap_doubles_and_forgets_nothing)}");
            start.Environment[HashFile] = file;
            using Process process = Process.Start(start)!;
            string printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? File.ReadAllText(file) : throw new InvalidOperationException(printed);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private SimulatedHour Report(SimulatedHour hour)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{hour.Orders} orders, {hour.Fills.Ours} fills, {hour.Events} events, hash {hour.Hash}"));
        return hour;
    }
}
