using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Quern.VenueCheck;

/// <summary>The market maker does what the first screen promises, by the venue's own word.</summary>
internal static class Demo
{
    public static async Task<int> Run(int seconds)
    {
        using var scene = new Scene();
        using var venue = new Venue(scene.VenueAddress);
        using SiloProcess alone = await scene.StartVenue(venue);
        using SiloProcess silo = scene.StartSilo();
        bool holds = true;

        await Scene.Until("two strategies quote both sides", TimeSpan.FromSeconds(30), async () => Scene.TwoSided(await silo.Get("/v1/status")) >= 2);
        TimeSpan first = Stopwatch.GetElapsedTime(silo.StartedAt);
        holds &= Scene.Report($"two instruments quoted on both sides {first.TotalSeconds:0.0} s after process start (at most 10)", first.TotalSeconds <= 10);

        (int samples, int twoSided, decimal crowd) = await Watch(venue, silo, seconds);
        holds &= Scene.Report($"two-sided in {twoSided} of {samples} samples over {seconds} s (at least 90 %)", twoSided * 10 >= samples * 9);
        holds &= await CheckFills(venue, crowd);
        List<string> problems = await Comparison.Run(venue, silo, Scene.Symbols);
        holds &= Scene.Report($"orders, fills, positions, wallet and P&L parts equal the venue's{(problems.Count == 0 ? "" : ": " + string.Join("; ", problems))}", problems.Count == 0);

        long asked = Stopwatch.GetTimestamp();
        silo.Terminate();
        await Scene.Until("the venue lists nothing open", TimeSpan.FromSeconds(10), async () => (await venue.OpenOrders()).Count == 0);
        TimeSpan empty = Stopwatch.GetElapsedTime(asked);
        bool hadEnded = silo.ExitCode is not null;
        holds &= Scene.Report($"SIGTERM: the venue's list is empty after {empty.TotalSeconds:0.0} s (at most 5), before the exit: {!hadEnded}", empty.TotalSeconds <= 5);
        bool ended = await silo.WaitForExit(TimeSpan.FromSeconds(15));
        holds &= Scene.Report($"exit code {silo.ExitCode} {(ended ? "" : "(never ended)")}", silo.ExitCode == 0);
        holds &= Scene.Report("nothing open after the exit", (await venue.OpenOrders()).Count == 0);
        if (!holds)
            Console.WriteLine(silo.Output);
        return holds ? 0 : 1;
    }

    private static async Task<(int Samples, int TwoSided, decimal Crowd)> Watch(Venue venue, SiloProcess silo, int seconds)
    {
        int samples = 0, twoSided = 0;
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        decimal volume = 0;
        for (int second = 0; second < seconds; second++)
        {
            samples++;
            twoSided += Scene.TwoSided(await silo.Get("/v1/status")) >= 2 ? 1 : 0;
            foreach (string symbol in Scene.Symbols)
            {
                foreach (JsonNode? trade in await venue.PublicTrades(symbol))
                {
                    long id = (long)trade!["id"]!;
                    if (id <= seen.GetValueOrDefault(symbol))
                        continue;
                    if (seen.ContainsKey(symbol) || second > 0)
                        volume += Venue.Number(trade, "qty") * Venue.Number(trade, "price");
                    seen[symbol] = id;
                }
            }

            await Task.Delay(1000);
        }

        return (samples, twoSided, volume);
    }

    private static async Task<bool> CheckFills(Venue venue, decimal crowd)
    {
        decimal own = 0;
        int buys = 0, sells = 0;
        foreach (string symbol in Scene.Symbols)
        {
            foreach (JsonNode trade in await venue.OwnTrades(symbol))
            {
                own += Venue.Number(trade, "qty") * Venue.Number(trade, "price");
                if (Venue.Text(trade, "side") == "BUY")
                    buys++;
                else
                    sells++;
            }
        }

        bool holds = Scene.Report($"fills on both sides: {buys} buys, {sells} sells", buys > 0 && sells > 0);
        decimal share = crowd == 0 ? 1 : own / crowd;
        return Scene.Report($"our part of the volume is {share:P1} (under 20 %)", share < 0.2m) && holds;
    }
}
