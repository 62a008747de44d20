using Quern.Connectors.Exchange;
using Quern.Engine.Simulation;
using Quern.Grains.Journal;
using Quern.Grains.MarketData;
using Quern.Grains.Strategies;

namespace Quern.Silo.Engines;

/// <summary>What stands between the grains of a simulated system and the world outside: where faults and checks take hold.</summary>
public sealed record SimulatedSeams
{
    /// <summary>Hears of every book's updates; null for nobody.</summary>
    public IBookObserver? Observer { get; init; }

    /// <summary>Hears of what each strategy hears; null for nobody.</summary>
    public IFeedObserver? Feeds { get; init; }

    /// <summary>Where logs go; null for nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }

    /// <summary>Hears of every call; it must tell the run's <see cref="EventLog"/>. Null: the event log itself.</summary>
    public ITraceObserver? Trace { get; init; }

    /// <summary>Hears every journal record in the order of writing: journal, epoch, bytes.</summary>
    public Action<string, int, ReadOnlyMemory<byte>>? OnRecord { get; init; }

    /// <summary>The journals as one silo reaches them, by its name. Default: as they are.</summary>
    public Func<string, IJournalStore, IJournalStore> Journals { get; init; } = static (_, journals) => journals;

    /// <summary>A venue as one silo reaches it, by the silo's name. Default: as it is.</summary>
    public Func<string, IExchange, IExchange> Exchanges { get; init; } = static (_, exchange) => exchange;
}
