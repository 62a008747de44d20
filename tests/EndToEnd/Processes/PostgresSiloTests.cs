using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Quern.Tests;

namespace Quern.EndToEnd.Tests.Processes;

/// <summary>A silo whose journals are in a PostgreSQL server of our own, against a venue in a process of its own.</summary>
[Trait("Category", "end-to-end")]
public sealed class PostgresSiloTests : IAsyncLifetime, IDisposable
{
    // The first record that waits for the server starts the lag, and 250 ms later nothing is sent any more. In a quiet market that record may be
    // late; then the lease ends it, 2 s after it was last renewed.
    private static readonly TimeSpan LatestOrder = TimeSpan.FromMilliseconds(2_500);
    private readonly RunningSilo _quern = new();
    private readonly HttpClient _http = new();
    private PostgresServer? _server;

    [Fact]
    public async Task A_silo_on_a_database_starts_again_with_the_state_in_which_it_stopped()
    {
        Process first = StartSilo();
        _quern.Until("it quotes and has traded", status => IsQuoting(status) && (long)status["orders"]!["fills"]! > 0);
        Assert.Equal(0, Command("kill", "--reason", "drill"));
        string before = Money(_quern.Until("it is killed and all fills are booked", status => State(status) == "killed" && IsQuiet(status)));
        Assert.Equal(0, RunningSilo.Terminate(first));

        StartSilo();
        JsonNode status = _quern.Until("the next one is killed too", one => State(one) == "killed" && IsQuiet(one));

        Assert.Equal(before, Money(status));
        Assert.Equal("drill", (string)status["accounts"]![0]!["killReason"]!);
        Assert.Equal(2, Epoch(status));
        await CheckAgainstVenue(status);
    }

    [Fact]
    public async Task A_server_that_dies_under_a_quoting_silo_stops_its_orders_until_it_is_back_and_loses_nothing()
    {
        Process silo = StartSilo();
        _quern.Until("it quotes and has traded", status => IsQuoting(status) && (long)status["orders"]!["fills"]! > 0);

        await _server!.Kill();
        await Task.Delay(LatestOrder, TestContext.Current.CancellationToken);
        JsonNode stopped = _quern.Until("it answers", _ => true);
        (int sent, int denied) = (Sent(stopped), Denied(stopped));
        Assert.Equal(sent, Sent(_quern.Until("what is wanted is denied", status => Denied(status) > denied + 4)));
        await _server.StartAgain();
        JsonNode back = _quern.Until("orders are sent again", status => Sent(status) > sent && IsQuoting(status));

        Assert.Equal(1, Epoch(back));
        Assert.False(silo.HasExited);
        Assert.True(await Metric("quern_journal_failed_groups_total{journal=\"sim-usdm:demo\"}") > 0);
        Assert.Equal(0, await Metric("quern_journal_in_trouble{journal=\"sim-usdm:demo\"}"));
        Assert.Equal(0, Command("kill", "--reason", "drill"));
        string before = Money(_quern.Until("all fills are booked", IsQuiet));
        silo.Kill();
        await silo.WaitForExitAsync(TestContext.Current.CancellationToken);
        StartSilo();
        JsonNode next = _quern.Until("the next one knows", status => State(status) == "killed" && IsQuiet(status) && Money(status) == before);
        await CheckAgainstVenue(next);
    }

    [Fact]
    public async Task A_kill_while_the_server_is_away_takes_every_order_back_and_says_that_it_is_not_stored()
    {
        StartSilo();
        _quern.Until("it quotes", IsQuoting);
        await _server!.Kill();

        (int exit, string said, string errors) = _quern.RunClient("kill", "--reason", "drill");

        Assert.True(exit == 0, errors);
        Assert.Contains("NOT STORED", said, StringComparison.Ordinal);
        Assert.Empty((await Truth())["open"]!.AsArray());
        (exit, _, _) = _quern.RunClient("arm", "--reason", "drill");
        Assert.Equal(2, exit);
        await _server.StartAgain();
        Assert.Equal(0, Command("kill", "--reason", "drill"));
        Assert.Equal(0, Command("arm", "--reason", "drill"));
    }

    [Fact]
    public async Task A_server_that_hangs_stops_orders_until_it_answers_and_a_kill_takes_them_back_meanwhile()
    {
        StartSilo();
        _quern.Until("it quotes", IsQuoting);

        await _server!.Freeze();
        await Task.Delay(LatestOrder, TestContext.Current.CancellationToken);
        JsonNode stopped = _quern.Until("it answers", _ => true);
        (int sent, int denied) = (Sent(stopped), Denied(stopped));
        Assert.Equal(sent, Sent(_quern.Until("what is wanted is denied", status => Denied(status) > denied + 4)));
        (int exit, string said, string errors) = _quern.RunClient("kill", "--reason", "drill");
        Assert.True(exit == 0, errors);
        Assert.Contains("NOT STORED", said, StringComparison.Ordinal);
        Assert.Empty((await Truth())["open"]!.AsArray());
        await _server.Thaw();

        Assert.Equal(0, Command("kill", "--reason", "drill"));
        Assert.Equal(0, Command("arm", "--reason", "the server answers"));
        Assert.Equal(0, Command("start"));
        JsonNode back = _quern.Until("it quotes again", status => IsQuoting(status) && Sent(status) > sent);
        Assert.Equal(1, Epoch(back));
    }

    [Fact]
    public async Task A_silo_that_waits_for_its_server_and_its_venue_takes_its_journal_over_once()
    {
        await _server!.Kill();
        StartSilo(isVenueUp: false);
        Assert.Equal("unknown", State(_quern.Until("it answers", _ => true)));
        await _server.StartAgain();
        await Task.Delay(3_000, TestContext.Current.CancellationToken);
        StartVenue();

        JsonNode status = _quern.Until("it quotes", IsQuoting);

        Assert.Equal(1, Epoch(status));
    }

    [Fact]
    public async Task A_database_that_lost_its_newest_confirmed_records_is_noticed_and_all_is_proven_at_the_venue()
    {
        StartSilo();
        _quern.Until("it quotes and has traded", status => IsQuoting(status) && (long)status["orders"]!["fills"]! > 2);

        await _server!.Execute(
            """
            WITH back AS (
                SELECT name, max(quern_group.sequence) AS sequence FROM quern_group JOIN quern_journal USING (name)
                WHERE quern_group.sequence < quern_journal.sequence GROUP BY name)
            UPDATE quern_journal SET sequence = quern_group.sequence, hash = quern_group.hash
            FROM back JOIN quern_group USING (name, sequence) WHERE quern_journal.name = back.name;
            DELETE FROM quern_record USING quern_journal WHERE quern_record.name = quern_journal.name AND quern_record.sequence > quern_journal.sequence;
            DELETE FROM quern_group USING quern_journal WHERE quern_group.name = quern_journal.name AND quern_group.sequence > quern_journal.sequence;
            """);
        JsonNode status = _quern.Until("a new hold quotes", one => Epoch(one) > 1 && IsQuoting(one));
        long fills = (long)status["orders"]!["fills"]!;
        _quern.Until("it has traded since", one => (long)one["orders"]!["fills"]! > fills);

        Assert.Equal(0, Command("kill", "--reason", "drill"));
        string wallet = (string)(await Truth())["wallet"]!;
        await CheckAgainstVenue(_quern.Until("all fills are booked", one => IsQuiet(one) && Wallet(one) == wallet));
        Assert.True(await Metric("quern_journal_epoch{journal=\"sim-usdm:demo/ledger\"}") > 1);
    }

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresServer.Problem.Length > 0, PostgresServer.Problem);
        _server = await PostgresServer.Start();
    }

    public async ValueTask DisposeAsync()
    {
        Dispose();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    public void Dispose()
    {
        _http.Dispose();
        _quern.Dispose();
    }

    private bool _isVenueUp;

    private Process StartSilo(bool isVenueUp = true)
    {
        if (isVenueUp && !_isVenueUp)
            StartVenue();
        string secret = Path.Combine(_quern.Folder, "database");
        string file = Path.Combine(_quern.Folder, "silo.json");
        File.WriteAllText(secret, _server!.Connection);
        File.WriteAllText(file, $$"""
            {
              "paperVenue": { "isExternal": true, "url": "{{_quern.Venue}}" },
              "journal": { "store": "PostgreSQL", "connection": {{JsonSerializer.Serialize($"file:{secret}")}} },
              "venues": [{ "id": "sim-usdm", "accounts": [{ "name": "demo", "number": 1 }] }],
              "strategies": [
                { "id": "mm-btcusdt", "instrument": "sim-usdm:BTCUSDT", "account": "sim-usdm:demo", "settings": { "minHalfSpreadPpm": 15 } },
                { "id": "mm-ethusdt", "instrument": "sim-usdm:ETHUSDT", "account": "sim-usdm:demo", "settings": { "minHalfSpreadPpm": 15 } }
              ]
            }
            """);
        return _quern.StartSilo("--urls", _quern.Api, "--config", file);
    }

    private void StartVenue()
    {
        _quern.StartSilo("venue", "--urls", _quern.Venue, "--drill");
        _isVenueUp = true;
    }

    private int Command(params string[] words)
    {
        (int exit, string said, string errors) = _quern.RunClient(words);
        return exit == 0 ? 0 : throw new InvalidOperationException($"{string.Join(' ', words)}: {exit} {said} {errors}");
    }

    private async Task<JsonNode> Truth() => (await _http.GetFromJsonAsync<JsonNode>(new Uri($"{_quern.Venue}/drill/truth"), TestContext.Current.CancellationToken))!;

    private async Task<double> Metric(string name)
    {
        string[] lines = (await _http.GetStringAsync(new Uri($"{_quern.Api}/metrics"), TestContext.Current.CancellationToken)).Split('\n');
        return double.Parse(lines.Single(line => line.StartsWith($"{name} ", StringComparison.Ordinal)).Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private async Task CheckAgainstVenue(JsonNode status)
    {
        JsonNode truth = await Truth();
        JsonNode[] markets = [.. truth["markets"]!.AsObject().Select(market => market.Value!)];
        Assert.Empty(truth["open"]!.AsArray());
        Assert.Equal(markets.Sum(market => (long)market["fills"]!), (long)status["orders"]!["fills"]!);
        Assert.Equal((string)truth["wallet"]!, Wallet(status));
        Assert.Equal("0", (string)status["pnl"]!["adjustments"]!);
        Assert.Equal(0, (long)truth["clientIdsSeenTwice"]!);
    }

    private static bool IsQuoting(JsonNode status) =>
        State(status) == "ready" && (int)status["orders"]!["working"]! >= 2 && status["strategies"]!.AsArray().All(row => ((string)row!["bid"]!).Length > 0);

    /// <summary>Nothing is under way that could still change a figure.</summary>
    private static bool IsQuiet(JsonNode status) => (int)status["orders"]!["working"]! == 0 && (int)status["orders"]!["unknown"]! == 0 && Wallet(status).Length > 0;

    private static string State(JsonNode status) => (string)status["accounts"]![0]!["state"]!;

    private static int Epoch(JsonNode status) => (int)status["accounts"]![0]!["epoch"]!;

    private static int Denied(JsonNode status) => (int)status["orders"]!["denied"]!;

    private static int Sent(JsonNode status) => (int)status["orders"]!["total"]! - Denied(status);

    private static string Wallet(JsonNode status) =>
        status["accounts"]![0]!["balances"]!.AsArray().Where(row => (string)row!["asset"]! == "USDT").Select(row => (string)row!["wallet"]!).FirstOrDefault("");

    /// <summary>What must outlive a silo: positions by strategy, fills, wallet, profit but for what the market's price decides.</summary>
    private static string Money(JsonNode status) => string.Join('\n',
    [
        .. status["positions"]!.AsArray().Select(row => $"{row!["instrument"]} {row["strategy"]} {row["quantity"]} at {row["averagePrice"]}, realised {row["realised"]}"),
        $"{status["orders"]!["fills"]} fills, wallet {Wallet(status)}",
        .. new[] { "spread", "fees", "rebates", "funding", "adjustments" }.Select(part => $"{part} {status["pnl"]![part]}"),
    ]);
}
