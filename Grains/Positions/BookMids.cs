using Quern.Domain.Instruments;
using Quern.Grains.Interfaces.MarketData;

namespace Quern.Grains.Positions;

/// <summary>Asks the books for mids. Runs inside the grain.</summary>
internal sealed class BookMids(IGrainFactory grains)
{
    /// <summary>The mid of a proven book, in half ticks; null when nobody knows it now.</summary>
    public async Task<long?> Of(InstrumentId instrument)
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
