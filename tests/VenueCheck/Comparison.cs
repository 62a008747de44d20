using System.Globalization;
using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>Compares what the silo says with what the venue says, at a moment at which the venue stands still.</summary>
internal static class Comparison
{
    /// <summary>Reads the venue, the silo, and the venue again, until both readings of the venue agree; then the silo must agree too.</summary>
    /// <returns>What differs, one line each; empty when nothing does.</returns>
    public static async Task<List<string>> Run(Venue venue, SiloProcess silo, IReadOnlyList<string> symbols)
    {
        List<string> problems = ["the venue never stood still"];
        for (int attempt = 0; attempt < 200; attempt++)
        {
            string before = await Fingerprint(venue, symbols);
            JsonNode? status = await silo.Get("/v1/status");
            JsonNode? orders = await silo.Get("/v1/orders?state=working&limit=1000");
            if (await Fingerprint(venue, symbols) != before || status is null || orders is null)
                continue;

            problems = await Differences(venue, status, orders, symbols);
            if (problems.Count == 0)
                return problems;
            await Task.Delay(50);
        }

        return problems;
    }

    private static async Task<string> Fingerprint(Venue venue, IReadOnlyList<string> symbols)
    {
        int trades = 0;
        foreach (string symbol in symbols)
            trades += (await venue.OwnTrades(symbol)).Count;
        return $"{trades}|{string.Join(',', await venue.OpenOrders())}|{await venue.Wallet("USDT")}";
    }

    private static async Task<List<string>> Differences(Venue venue, JsonNode status, JsonNode orders, IReadOnlyList<string> symbols)
    {
        var problems = new List<string>();
        var ours = new SortedSet<string>(orders["orders"]!.AsArray().Select(order => Venue.Text(order, "id")), StringComparer.Ordinal);
        SortedSet<string> theirs = await venue.OpenOrders();
        if (!ours.SetEquals(theirs))
            problems.Add($"open orders: silo [{string.Join(' ', ours)}], venue [{string.Join(' ', theirs)}]");

        int trades = 0;
        foreach (string symbol in symbols)
            trades += (await venue.OwnTrades(symbol)).Count;
        int fills = (int)status["orders"]!["fills"]!;
        if (fills != trades)
            problems.Add($"fills: silo {fills}, venue {trades}");

        SortedDictionary<string, decimal> positions = await venue.Positions();
        foreach (string symbol in symbols)
        {
            decimal said = status["positions"]!.AsArray()
                .Where(row => Venue.Text(row, "instrument").EndsWith($":{symbol}", StringComparison.Ordinal))
                .Sum(row => Venue.Number(row, "quantity"));
            if (said != positions.GetValueOrDefault(symbol))
                problems.Add($"position of {symbol}: silo {said}, venue {positions.GetValueOrDefault(symbol)}");
        }

        decimal wallet = await venue.Wallet("USDT");
        decimal booked = status["accounts"]!.AsArray().SelectMany(account => account!["balances"]!.AsArray())
            .Where(balance => Venue.Text(balance, "asset") == "USDT").Sum(balance => Venue.Number(balance, "wallet"));
        if (wallet != booked)
            problems.Add($"wallet: silo {booked}, venue {wallet}");
        CheckParts(status["pnl"]!, problems);
        return problems;
    }

    /// <summary>The parts of profit must add up to the total.</summary>
    public static void CheckParts(JsonNode pnl, List<string> problems)
    {
        decimal sum = new[] { "spread", "inventory", "fees", "rebates", "funding", "adjustments" }.Sum(part => Venue.Number(pnl, part));
        if (sum != Venue.Number(pnl, "total"))
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"P&L parts sum to {sum}, total is {Venue.Text(pnl, "total")}"));
    }
}
