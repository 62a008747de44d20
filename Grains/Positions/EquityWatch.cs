using Microsoft.Extensions.Logging;
using Quern.Connectors.Transport;
using Quern.Domain.Instruments;
using Quern.Domain.Positions;
using Quern.Domain.Risk;
using Quern.Grains.Interfaces.Orders;
using Quern.Grains.Journal;

namespace Quern.Grains.Positions;

/// <summary>
/// Tells an account's order manager once a second what the account's money is, marked at the books, and keeps what a loss limit must not forget.
/// Nothing is told while a book of something held is not proven: then the order manager sends nothing new before long. Runs inside the grain.
/// </summary>
/// <param name="account"><c>venue:account</c>.</param>
/// <param name="asset">In which loss and drawdown are counted.</param>
/// <param name="limits">The account's limits.</param>
/// <param name="books">The account's books.</param>
/// <param name="epoch">Of this owner: its statements come after those of earlier ones.</param>
/// <param name="mids">Where marks come from.</param>
/// <param name="manager">Who is told.</param>
/// <param name="clock">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class EquityWatch(
    string account, string asset, RiskLimits limits, AccountBooks books, int epoch, BookMids mids, IOrderManagerGrain manager, ReceiveClock clock,
    ILogger logger)
{
    private const long EveryNs = 1_000_000_000;
    private const int VersionBits = 40;
    private EquityDay _day = books.Equity;
    private long _dueNs;
    private long _version = (long)epoch << VersionBits;
    private bool _isBusy;

    /// <summary>Marks, counts and tells when it is time to.</summary>
    public async Task TellWhenDue(IReadOnlyCollection<Instrument> instruments)
    {
        // Before the venue's first statement there are no books.
        if (_isBusy || clock.NowNs < _dueNs || books.Records == 0)
            return;
        _isBusy = true;
        _dueNs = clock.NowNs + EveryNs;
        try
        {
            if (await MarkAll(instruments))
                await Tell();
        }
        catch (Exception error) when (error is TimeoutException or OrleansException or OperationCanceledException or JournalException)
        {
            logger.EquityNotTold(account, error.Message);
        }
        finally
        {
            _isBusy = false;
        }
    }

    private async Task<bool> MarkAll(IReadOnlyCollection<Instrument> instruments)
    {
        foreach (Instrument instrument in instruments)
        {
            if (instrument.SettlementAsset != asset || books.Keeper.Position(instrument.Id).Lots == 0)
                continue;
            if (await mids.Of(instrument.Id) is not { } mid)
                return false;
            books.Keeper.Mark(instrument.Id, mid);
        }

        return true;
    }

    private Task Tell()
    {
        // All profit and nothing else: money moved in or out is neither won nor lost.
        Int128 nowE8 = books.Keeper.Profit(asset).Total;
        _day = _day.Observe(nowE8, clock.NowNs);
        if (_day.IsNewsAfter(books.Equity, limits))
            books.KeepEquity(asset, _day, clock.NowNs);
        return manager.SetEquity(new()
        {
            Version = ++_version,
            NowE8 = nowE8,
            StartE8 = _day.StartE8,
            PeakE8 = _day.PeakE8,
            WorstLossE8 = _day.WorstLossE8,
            WorstDrawdownE8 = _day.WorstDrawdownE8,
        });
    }
}
