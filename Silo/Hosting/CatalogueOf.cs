using Quern.Grains.Interfaces.Catalogue;
using Quern.Silo.Configuration;

namespace Quern.Silo.Hosting;

/// <summary>The catalogue that settings describe: accounts, the instruments that strategies quote, strategies, each on its desk.</summary>
internal static class CatalogueOf
{
    public static CatalogueContent Settings(SiloSettings settings)
    {
        var desks = new Dictionary<string, string>(StringComparer.Ordinal);
        var accounts = new List<AccountEntry>();
        foreach (VenueSettings venue in settings.Venues)
        {
            foreach (AccountSettingsEntry account in venue.Accounts)
            {
                string id = $"{venue.Id}:{account.Name}";
                desks[id] = account.Desk ?? id;
                accounts.Add(new(id, account.Number, desks[id], account.Risk?.GetRawText() ?? ""));
            }
        }

        return new()
        {
            Accounts = [.. accounts],
            Instruments =
            [
                .. settings.Strategies
                    .DistinctBy(strategy => strategy.Instrument, StringComparer.Ordinal)
                    .Select(strategy => new InstrumentEntry(strategy.Instrument, desks[strategy.Account])),
            ],
            Strategies =
            [
                .. settings.Strategies.Select(strategy => new StrategyEntry(
                    strategy.Id, strategy.Kind, desks[strategy.Account], strategy.Account, strategy.Instrument, strategy.Settings?.GetRawText() ?? "",
                    strategy.AutoStart)),
            ],
        };
    }
}
