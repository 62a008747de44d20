using Quern.Domain.Instruments;
using Quern.Domain.Positions;

namespace Quern.Connectors.Exchange;

/// <summary>A venue that can be asked which funding it paid. An <see cref="IExchangeDataFetcher"/> that can also implements this.</summary>
/// <remarks>Account streams may not name the instrument, and say nothing to who does not listen at that second: the history does both.</remarks>
public interface IFundingHistory
{
    /// <summary>Payments from an instant on, oldest first.</summary>
    /// <param name="instruments">Whose; others are left out.</param>
    /// <param name="fromTimeNs">By the venue's clock, Unix nanoseconds, inclusive.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ExchangeException">The venue refused, or gave no readable answer.</exception>
    Task<IReadOnlyList<VenueFunding>> GetFunding(IReadOnlyList<Instrument> instruments, long fromTimeNs, CancellationToken cancellation);
}
