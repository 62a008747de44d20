using Quern.Connectors.Exchange;
using Quern.Grains.Journal;

namespace Quern.Client.Offline.Simulate;

/// <summary>How a run is made, besides its experiment and seed.</summary>
public sealed record SimulationOptions
{
    /// <summary>Keep what happened in words. Default false.</summary>
    public bool KeepsStory { get; init; }

    /// <summary>Another size than the experiment's own; null for its own.</summary>
    public SimulationScale? Scale { get; init; }

    /// <summary>Stands between a silo and its journals, by the silo's name. Default: as they are.</summary>
    public Func<string, IJournalStore, IJournalStore> Journals { get; init; } = static (_, journals) => journals;

    /// <summary>Stands between a silo and a venue, by the silo's name. Default: as it is.</summary>
    public Func<string, IExchange, IExchange> Exchanges { get; init; } = static (_, exchange) => exchange;
}
