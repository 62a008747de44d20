using System.Text.Json;
using Quern.Client.Tests.Silo;

namespace Quern.Client.Tests.Commands;

[Trait("Category", "unit")]
public sealed class QueryVerbsTests : ConsoleTest
{
    [Theory]
    [InlineData("status", "engine")]
    [InlineData("orders", "orders")]
    [InlineData("positions", "positions")]
    [InlineData("pnl", "total")]
    [InlineData("watch", "ladder")]
    public async Task With_json_each_verb_prints_the_silos_object_and_nothing_else(string verb, string member)
    {
        int exit = await RunAsync(verb, "--json");

        Assert.Equal(0, exit);
        using JsonDocument json = JsonDocument.Parse(Terminal.Printed);
        Assert.True(json.RootElement.TryGetProperty(member, out _));
        Assert.Equal("", Terminal.Complained);
    }

    [Fact]
    public async Task Json_keeps_fields_this_console_does_not_know()
    {
        Silo.Replies["GET /v1/status"] = new(200, "application/json", """{"engine":"Embedded","newer":{"a":1}}""");

        Assert.Equal(0, await RunAsync("status", "--json"));

        Assert.Equal("""{"engine":"Embedded","newer":{"a":1}}""", Terminal.Printed.TrimEnd());
    }

    [Fact]
    public async Task Status_shows_a_person_every_part_with_the_digits_that_came()
    {
        Assert.Equal(0, await RunAsync("status"));

        string[] expected =
        [
            "PAPER", "Embedded", "1h 02m", "42-9f86d081-0.1.0", "binance-usdm", "connecting", "64250.1", "1.250", "mm-btc", "quoting",
            "-0.150", "64260.25", "100012.34567890 USDT", "-8.10432110", "12.34135790", "denied by us",
        ];
        foreach (string text in expected)
            Assert.Contains(text, Terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_asks_for_the_state_and_number_of_rows_and_prints_brackets_as_they_are()
    {
        Assert.Equal(0, await RunAsync("orders", "--state", "all", "--limit", "7"));

        Assert.Equal("?state=all&limit=7", Assert.Single(Silo.Requests).Query);
        Assert.Contains("unknown [timeout]", Terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_of_a_venue_cannot_paint_the_terminal()
    {
        Silo.Replies["GET /v1/orders"] = new(200, "application/json", """{"orders":[{"id":"q-1","state":"\u001b[2Jgone[/]"}]}""");

        Assert.Equal(0, await RunAsync("orders"));

        Assert.DoesNotContain('\e', Terminal.Printed);
        Assert.Contains("[2Jgone[/]", Terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_of_one_column_line_up_at_their_points()
    {
        Assert.Equal(0, await RunAsync("positions"));

        string[] lines = Terminal.Printed.Split('\n');
        string bitcoin = lines.Single(line => line.Contains(Samples.Bitcoin, StringComparison.Ordinal));
        string ether = lines.Single(line => line.Contains(Samples.Ether, StringComparison.Ordinal));
        Assert.Equal(bitcoin.IndexOf("0.150", StringComparison.Ordinal) + 1, ether.IndexOf("2.00", StringComparison.Ordinal) + 1);
        Assert.Equal(bitcoin.IndexOf(".25", StringComparison.Ordinal), ether.IndexOf(".5", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Positions_show_what_they_earned_and_what_their_fills_were_worth_later()
    {
        Silo.Replies["GET /v1/positions"] = new(200, "application/json", """
            { "positions": [ { "account": "simulated:main", "instrument": "simulated:BTCUSDT", "strategy": "mm", "quantity": "1", "averagePrice": "5",
              "realised": "12.5", "unrealised": "-0.25", "asset": "USDT", "markouts": [
                { "horizonSeconds": 1, "fills": "3", "missed": "0", "meanTicks": 2.25, "money": "0.7" },
                { "horizonSeconds": 60, "fills": "0", "missed": "3", "meanTicks": 0, "money": "0" } ] } ] }
            """);

        Assert.Equal(0, await RunAsync("positions"));

        string line = Terminal.Printed.Split('\n').Last(row => row.Contains("simulated:BTCUSDT", StringComparison.Ordinal));
        Assert.Contains("12.5", line, StringComparison.Ordinal);
        Assert.Contains("-0.25", line, StringComparison.Ordinal);
        Assert.Matches("USDT +mm +2\\.[23]", line);
        Assert.Contains("ticks after 60 s", Terminal.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_silo_is_a_page_too()
    {
        Silo.Replies["GET /v1/status"] = new(200, "application/json", "{}");

        Assert.Equal(0, await RunAsync("status"));

        Assert.Contains("none configured", Terminal.Printed, StringComparison.Ordinal);
    }
}
