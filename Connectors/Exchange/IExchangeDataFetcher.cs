using Quern.Domain.Instruments;
using Quern.Domain.Orders;
using Quern.Domain.Positions;

namespace Quern.Connectors.Exchange;

/// <summary>Asks a venue how things stand: at start, after reconnects, in doubt. Every call may throw <see cref="ExchangeException"/>.</summary>
public interface IExchangeDataFetcher
{
    /// <summary>The venue's id.</summary>
    string Venue { get; }

    /// <summary>Sets the key that the private calls sign with.</summary>
    void SetAuthCredentials(ApiCredentials credentials);

    /// <summary>The venue's clock, Unix nanoseconds.</summary>
    Task<long> GetServerTimeNs(CancellationToken cancellation);

    /// <summary>Every instrument that is trading, with scales, filters and fees.</summary>
    Task<IReadOnlyList<Instrument>> GetInstruments(CancellationToken cancellation);

    /// <summary>Open orders, as reports with the state they are in; those that Quern did not make included.</summary>
    /// <param name="instruments">Where to look.</param>
    /// <param name="cancellation">Gives up.</param>
    Task<IReadOnlyList<ExecutionReport>> GetOpenOrders(IReadOnlyList<Instrument> instruments, CancellationToken cancellation);

    /// <summary>One order by our id: its state, or <see cref="ReportKind.NotFound"/>.</summary>
    Task<ExecutionReport> GetOrder(ClientOrderId id, Instrument instrument, CancellationToken cancellation);

    /// <summary>Our fills on an instrument from a trade id on, oldest first, as <see cref="ReportKind.Traded"/> reports. They name the order by the venue's id only.</summary>
    Task<IReadOnlyList<ExecutionReport>> GetFills(Instrument instrument, long fromTradeId, CancellationToken cancellation);

    /// <summary>Positions other than zero.</summary>
    Task<IReadOnlyList<VenuePosition>> GetPositions(IReadOnlyList<Instrument> instruments, CancellationToken cancellation);

    /// <summary>Balances other than zero.</summary>
    Task<IReadOnlyList<VenueBalance>> GetBalances(CancellationToken cancellation);
}

/// <summary>A key and its secret. Never printed.</summary>
/// <param name="Key">Public part.</param>
/// <param name="Secret">Private part.</param>
public sealed record ApiCredentials(string Key, string Secret)
{
    /// <summary>Names neither part.</summary>
    public override string ToString() => "ApiCredentials { hidden }";
}

/// <summary>A venue refused a request, or gave no readable answer.</summary>
/// <param name="message">Which request, what was said and what to do next; never a secret.</param>
/// <param name="reason">One of our closed list.</param>
/// <param name="venueCode">The venue's own code; 0 when none.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class ExchangeException(string message, Reason reason, int venueCode = 0, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>One of our closed list.</summary>
    public Reason Reason { get; } = reason;

    /// <summary>The venue's own code; 0 when none.</summary>
    public int VenueCode { get; } = venueCode;
}
