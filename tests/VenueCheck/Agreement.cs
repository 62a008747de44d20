using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>Whether a silo says what the venue knows: open orders, fills, positions, wallet, and a ledger that needed no correction.</summary>
internal static class Agreement
{
    /// <summary>Reads the venue, the silo, and the venue again until the venue stood still in between: then both must say the same.</summary>
    public static async Task<List<string>> Differences(Drill drill, SiloProcess silo)
    {
        List<string> found = ["the venue never stood still"];
        for (int attempt = 0; attempt < 200; attempt++)
        {
            Truth before = await drill.Read();
            JsonNode? status = await silo.Get("/v1/status");
            JsonNode? orders = await silo.Get("/v1/orders?state=working&limit=1000");
            Truth after = await drill.Read();
            if (before.Fingerprint != after.Fingerprint || status is null || orders is null)
                continue;

            found = Differences(after, status, orders);
            if (found.Count == 0)
                return found;
            await Task.Delay(25);
        }

        return found;
    }

    private static List<string> Differences(Truth truth, JsonNode status, JsonNode orders)
    {
        var found = new List<string>();
        var ours = new SortedSet<string>(orders["orders"]!.AsArray().Select(order => Venue.Text(order, "id")), StringComparer.Ordinal);
        if (!ours.SetEquals(truth.Open))
            found.Add($"open orders: silo [{string.Join(' ', ours)}], venue [{string.Join(' ', truth.Open)}]");
        long fills = (long)status["orders"]!["fills"]!;
        if (fills != truth.Fills)
            found.Add($"fills: silo {fills}, venue {truth.Fills}");
        foreach (string symbol in Scene.Symbols)
        {
            decimal said = status["positions"]!.AsArray()
                .Where(row => Venue.Text(row, "instrument").EndsWith($":{symbol}", StringComparison.Ordinal)).Sum(row => Venue.Number(row, "quantity"));
            if (said != truth.Position(symbol))
                found.Add($"position of {symbol}: silo {said}, venue {truth.Position(symbol)}");
        }

        decimal booked = status["accounts"]!.AsArray().SelectMany(account => account!["balances"]!.AsArray())
            .Where(balance => Venue.Text(balance, "asset") == "USDT").Sum(balance => Venue.Number(balance, "wallet"));
        if (booked != truth.Wallet)
            found.Add($"wallet: silo {booked}, venue {truth.Wallet}");
        Comparison.CheckParts(status["pnl"]!, found);
        if (Venue.Number(status["pnl"], "adjustments") != 0)
            found.Add($"the ledger needed a correction of {Venue.Text(status["pnl"], "adjustments")}");
        return found;
    }
}
