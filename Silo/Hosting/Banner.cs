using Quern.Grains.Interfaces.Catalogue;
using Quern.Silo.Configuration;
using Quern.Silo.Control;

namespace Quern.Silo.Hosting;

/// <summary>What the silo says when it starts: what it does, and how to watch it.</summary>
internal static class Banner
{
    public static IEnumerable<string> Lines(SiloSettings settings, CatalogueContent content, RunIdentity identity)
    {
        string url = settings.Urls.Split(';')[0];
        bool isDefault = url == new SiloSettings().Urls;
        yield return $"Quern · {identity.Mode} · engine {identity.Engine} · run {identity.Run}";
        foreach (VenueSettings venue in settings.Venues)
            yield return $"  venue    {venue.Id}: {Where(venue, settings)}";
        foreach (StrategyEntry strategy in content.Strategies)
            yield return $"  quoting  {strategy.Id}: {strategy.Kind} on {strategy.Instrument}, account {strategy.Account}{(strategy.AutoStart ? "" : ", waits for start")}";
        foreach (ChainEntry chain in settings.Chains ?? [])
            yield return $"  chain    {chain.Name}: {chain.Pools.Count} pools watched, {chain.Wallets.Count} wallets";
        yield return $"  control  {url}";
        yield return $"  watch    dotnet run --project Client -- watch{(isDefault ? "" : $" --url {url}")}";
        yield return "  stop     Ctrl-C: takes every order back, proves it at the venue, then ends";
    }

    private static string Where(VenueSettings venue, SiloSettings settings) => venue.Endpoints switch
    {
        "paper" when settings.PaperVenue.IsExternal => $"simulated, at {settings.PaperVenue.Url}",
        "paper" => $"simulated, inside this process, at {settings.PaperVenue.Url}",
        _ => $"{venue.Endpoints} of {venue.Connector}",
    };
}
