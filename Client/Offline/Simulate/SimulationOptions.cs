using Quern.Connectors.Exchange;
using Quern.Grains.Journal;

namespace Quern.Client.Offline.Simulate;

/// <summary>How a run is made, besides its experiment and seed.</summary>
public sealed record SimulationOptions
{
    /// <summary>Keep what happened in words. Default false.</summary>
    public bool KeepsStory { get; init; }

    /// <summary>All 20 instruments, also where fewer show the same. Default false: the experiment's own size.</summary>
    public bool IsFull { get; init; }

    /// <summary>Stands between a silo and its journals, by the silo's name. Default: as they are.</summary>
    public Func<string, IJournalStore, IJournalStore> Journals { get; init; } = static (_, journals) => journals;

    /// <summary>Stands between a silo and a venue, by the silo's name. Default: as it is.</summary>
    public Func<string, IExchange, IExchange> Exchanges { get; init; } = static (_, exchange) => exchange;
}
