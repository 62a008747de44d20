namespace Quern.VenueCheck;

/// <summary>SIGKILL while quoting; the venue lives on in its own process and is the judge.</summary>
internal static class Crash
{
    public static async Task<int> Run(int rounds)
    {
        using var scene = new Scene();
        using var venue = new Venue(scene.VenueAddress);
        using SiloProcess alone = await scene.StartVenue(venue);
        bool holds = true;
        for (int round = 1; round <= rounds; round++)
        {
            using (SiloProcess victim = scene.StartSilo())
            {
                await Scene.Until("two strategies quote both sides", TimeSpan.FromSeconds(30), async () => Scene.TwoSided(await victim.Get("/v1/status")) >= 2);
                await Task.Delay(2000 + round * 137 % 1000);
                victim.KillHard();
            }

            int left = (await venue.OpenOrders()).Count;
            using SiloProcess next = scene.StartSilo();
            await Scene.Until("two strategies quote both sides again", TimeSpan.FromSeconds(40), async () => Scene.TwoSided(await next.Get("/v1/status")) >= 2);
            await Task.Delay(3000);
            List<string> problems = await Comparison.Run(venue, next, Scene.Symbols);
            problems.AddRange(await Orphans(venue, next));
            holds &= Scene.Report($"round {round}: {left} orders were open at the kill; afterwards all equals the venue{(problems.Count == 0 ? "" : ": " + string.Join("; ", problems))}", problems.Count == 0);
            next.Terminate();
            await next.WaitForExit(TimeSpan.FromSeconds(15));
            holds &= Scene.Report($"round {round}: exit code {next.ExitCode}, {(await venue.OpenOrders()).Count} open afterwards", next.ExitCode == 0 && (await venue.OpenOrders()).Count == 0);
            if (!holds)
            {
                Console.WriteLine(next.Output);
                return 1;
            }
        }

        return 0;
    }

    private static async Task<List<string>> Orphans(Venue venue, SiloProcess silo)
    {
        var problems = new List<string>();
        Dictionary<string, long> ages = await venue.OpenOrderAges();
        var listed = (await silo.Get("/v1/orders?state=all&limit=1000"))!["orders"]!.AsArray().Select(order => Venue.Text(order, "id")).ToHashSet(StringComparer.Ordinal);
        problems.AddRange(ages.Where(pair => pair.Value > 10_000 && !listed.Contains(pair.Key)).Select(pair => $"order {pair.Key} is {pair.Value} ms old and unknown to the silo"));
        return problems;
    }
}
