using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;

namespace Quern.Grains.Positions;

/// <summary>Asks the books for the mids that fills are measured against, when they are due. Runs inside the grain.</summary>
internal sealed class MarkoutMids(MarkoutKeeper markouts, IReadOnlyList<Instrument> instruments, BookMids mids, ReceiveClock clock)
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
                    markouts.Measure(instrument.Id, await mids.Of(instrument.Id), clock.NowNs);
            }
        }
        finally
        {
            _isAsking = false;
        }
    }
}
