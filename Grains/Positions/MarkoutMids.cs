using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;
using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.Positions;

/// <summary>Asks the books for the mids that fills are measured against, when they are due. Runs inside the grain.</summary>
internal sealed class MarkoutMids(MarkoutKeeper markouts, IReadOnlyList<Instrument> instruments, IGrainFactory grains, ReceiveClock clock)
{
    private bool _isAsking;

    /// <summary>Measures every fill that is due.</summary>
    public async Task MeasureWhenDue()
    {
        if (markouts.Waiting == 0 || _isAsking)
            return;
        _isAsking = true;
        try
        {
            foreach (Instrument instrument in instruments)
            {
                if (markouts.IsDue(instrument.Id, clock.NowNs))
                    markouts.Measure(instrument.Id, await MidOf(instrument.Id), clock.NowNs);
            }
        }
        finally
        {
            _isAsking = false;
        }
    }

    private async Task<long?> MidOf(InstrumentId instrument)
    {
        try
        {
            BookView book = await grains.GetGrain<IOrderBookGrain>(instrument.ToString()).GetView(1);
            return book is { State: "proven", Bids.Length: > 0, Asks.Length: > 0 } ? book.Bids[0].Price.Ticks + book.Asks[0].Price.Ticks : null;
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException)
        {
            return null;
        }
    }
}
