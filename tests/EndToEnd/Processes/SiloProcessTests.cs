using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Quern.EndToEnd.Tests.Configuration;

namespace Quern.EndToEnd.Tests.Processes;

[Trait("Category", "end-to-end")]
public sealed class SiloProcessTests
{
    [Fact]
    public void The_predecessors_files_start_a_silo_that_quotes_all_their_symbols()
    {
        using var quern = new RunningSilo();
        string[] files = [.. SeedDocument.IniFiles().Select(file => Write(quern, file.Key, file.Value))];
        quern.StartSilo("venue", "--urls", quern.Venue, "--symbols", "ADAUSDT");

        Process silo = quern.StartSilo(["--urls", quern.Api, "--venue", quern.Venue, "--config", .. files]);
        JsonNode status = quern.Until("three instruments are quoted on both sides", one => TwoSided(one) == 3);

        CheckShape(status);
        Assert.Equal(0, RunningSilo.Terminate(silo));
    }

    [Fact]
    public void A_stop_outlives_the_silo_and_a_start_ends_it_but_the_silos_own_end_is_no_stop()
    {
        using var quern = new RunningSilo();
        quern.StartSilo("venue", "--urls", quern.Venue);
        Process first = quern.StartSilo("--urls", quern.Api, "--venue", quern.Venue);
        quern.Until("it quotes", one => TwoSided(one) > 0);
        Assert.Equal(0, RunningSilo.Terminate(first));
        Process second = quern.StartSilo("--urls", quern.Api, "--venue", quern.Venue);
        quern.Until("the next one quotes too", one => TwoSided(one) > 0);
        Assert.Equal(0, quern.RunClient("stop").ExitCode);
        Assert.Equal(0, RunningSilo.Terminate(second));

        quern.StartSilo("--urls", quern.Api, "--venue", quern.Venue);
        JsonNode stopped = quern.Until("the third is stopped", one => (string)one["accounts"]![0]!["state"]! == "stopped");
        Assert.All(stopped["strategies"]!.AsArray(), row => Assert.Equal("stopped", (string)row!["state"]!));
        Assert.Equal(0, (int)stopped["orders"]!["working"]!);
        Assert.Equal(0, quern.RunClient("start").ExitCode);

        JsonNode started = quern.Until("it quotes again", one => TwoSided(one) > 0 && (int)one["orders"]!["working"]! > 0);
        Assert.Equal("ready", (string)started["accounts"]![0]!["state"]!);
    }

    [Fact]
    public async Task A_silo_whose_venue_is_away_ends_and_does_not_say_that_nothing_is_open()
    {
        using var quern = new RunningSilo();
        Process venue = quern.StartSilo("venue", "--urls", quern.Venue);
        Process silo = quern.StartSilo("--urls", quern.Api, "--venue", quern.Venue);
        quern.Until("an instrument is quoted on both sides", one => TwoSided(one) > 0);
        Task<string> printed = silo.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        venue.Kill();
        await venue.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, RunningSilo.Terminate(silo));
        string told = await printed;
        Assert.Contains("not proven", told, StringComparison.Ordinal);
        Assert.DoesNotContain("stopped: nothing of ours is open", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_there_and_a_wrong_key_are_one_line_and_exit_code_two()
    {
        using var quern = new RunningSilo();
        (int nobody, string nothing, string why) = quern.RunClient("status", "--json");
        Assert.Equal((2, ""), (nobody, nothing));
        Assert.Single(why.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        quern.StartSilo("venue", "--urls", quern.Venue);
        quern.StartSilo("--urls", quern.Api, "--venue", quern.Venue);
        quern.Until("it answers", _ => true);
        string wrong = Write(quern, "wrong-key", ["0000"]);
        (int refused, string printed, string said) = quern.RunClient("status", "--json", "--key-file", wrong);

        Assert.Equal((2, ""), (refused, printed));
        Assert.Single(said.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static int TwoSided(JsonNode status) => status["strategies"]!.AsArray()
        .Count(row => ((string)row!["bid"]!).Length > 0 && ((string)row["ask"]!).Length > 0);

    private static void CheckShape(JsonNode status)
    {
        foreach (string name in new[] { "engine", "mode", "run", "uptimeSeconds", "venues", "instruments", "strategies", "orders", "positions", "pnl" })
            Assert.NotNull(status[name]);
        Assert.Equal("paper", (string)status["mode"]!);
        JsonNode pnl = status["pnl"]!;
        decimal sum = new[] { "spread", "inventory", "fees", "rebates", "funding", "adjustments" }.Sum(part => Number(pnl, part));
        Assert.Equal(Number(pnl, "total"), sum);
    }

    private static decimal Number(JsonNode node, string name) => decimal.Parse((string)node[name]!, CultureInfo.InvariantCulture);

    private static string Write(RunningSilo quern, string name, string[] lines)
    {
        string path = Path.Combine(quern.Folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }
}
